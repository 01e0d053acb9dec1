// Shows an error in the page when a passkey or security key could not be read: the library only writes to the console.
document.addEventListener('allauth.error', function () {
  const problem = document.getElementById('passkey_problem')
  if (problem) problem.hidden = false
})
