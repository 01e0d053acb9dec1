// Says so in the page when a passkey or security key could not be read: the library alone writes to the console.
document.addEventListener('allauth.error', function () {
  const problem = document.getElementById('passkey_problem')
  if (problem) problem.hidden = false
})
