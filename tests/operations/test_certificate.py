"""The certificate of the site's address: checked as a browser does, with the days left on the health page."""

import datetime as dt
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.utils import timezone

from ratsite.operations.certificate import KEY, Certificate, fetch_certificate, record_certificate
from ratsite.operations.queries.health import own_health

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def server(tmp_path):
    """A web server on this computer with a certificate made 60 days ago and valid for 30 more; returns its port."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, NOW - dt.timedelta(60), NOW + dt.timedelta(30))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
    path = tmp_path / "certificate.pem"
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    format_, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, format_, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer():
            try:
                with listening.accept()[0] as plain, context.wrap_socket(plain, server_side=True) as connection:
                    connection.recv(1)
            except OSError:
                pass  # who does not trust the certificate goes away

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
    thread.join(10)


def facts() -> list[tuple[str, str, str, bool]]:
    return [
        (one.code, one.title, one.text, one.is_urgent) for one in own_health() if "ertificate" in one.title + one.text
    ]


def test_a_trusted_certificate_is_read(server, tmp_path, monkeypatch, settings):
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    settings.SITE_URL = f"https://localhost:{server}"
    assert record_certificate() == Certificate(NOW - dt.timedelta(60), NOW + dt.timedelta(30))
    assert [(code, title) for code, title, *_ in facts()] == [("", "Certificate")]


def test_a_certificate_that_browsers_refuse_needs_the_operator(server, settings):
    settings.SITE_URL = f"https://localhost:{server}"
    assert "self-signed" in record_certificate().refused
    ((code, title, text, is_urgent),) = facts()
    assert (code, title, is_urgent) == ("certificate refused", "Browsers warn people not to open this site", True)
    assert "self-signed" in text


def test_a_site_that_cannot_be_reached_from_here_can_wait(settings):
    settings.SITE_URL = "https://localhost:1"
    assert fetch_certificate("localhost", 1).unreachable
    record_certificate()
    ((code, _title, text, is_urgent),) = facts()
    assert (code, is_urgent) == ("certificate unseen", False)
    assert "https://localhost:1" in text


@pytest.mark.parametrize(
    ("life", "left", "code", "is_urgent", "words"),
    [
        (90, 68, "", False, "Certificate"),
        (90, 23, "", False, "Certificate"),
        (90, 20, "certificate ends", False, "The certificate ends in 19 days"),
        (90, 8, "certificate ends", True, "The certificate ends in 7 days"),
        (365, 60, "certificate ends", False, "The certificate ends in 59 days"),
        (6, 2, "", False, "Certificate"),  # the newest kind lives for six days
        (90, -1, "certificate ends", True, "The certificate ends in 0 days"),
    ],
)
def test_the_days_left_of_a_certificate_count_by_its_lifetime(settings, life, left, code, is_urgent, words):
    settings.SITE_URL = "https://network.example"
    ends = timezone.now() + dt.timedelta(left)
    cache.set(KEY, Certificate(ends - dt.timedelta(life), ends))
    ((found, title, text, urgent),) = facts()
    assert (found, urgent, title) == (code, is_urgent, words)
    if not code:
        assert f"{left - 1} day" in text
        assert "left" in text


def test_a_site_without_https_has_no_certificate_and_an_unchecked_one_says_nothing(settings):
    cache.delete(KEY)
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert record_certificate() is None
    assert facts() == []
    settings.SITE_URL = "https://network.example"
    assert facts() == []
