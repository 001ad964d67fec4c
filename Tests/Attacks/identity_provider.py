# SPDX-License-Identifier: Apache-2.0
"""A provider of identities for tests: Authlib's implementation of OAuth 2 and OpenID Connect, with handles to make it lie."""

import base64
import collections
import contextlib
import hmac
import json
import os
import secrets
import threading
import urllib.parse

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeGrant, ClientMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9207 import IssuerParameter
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode
from joserfc import jwk, jwt
from werkzeug.serving import make_server

CLIENT, SECRET = "powiatlas", "a secret: with + and %"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Client(ClientMixin):
    def __init__(self, redirect):
        self.redirect = redirect

    def get_client_id(self):
        return CLIENT

    def get_default_redirect_uri(self):
        return self.redirect

    def get_allowed_scope(self, scope):
        return " ".join(word for word in scope.split() if word in ("openid", "email"))

    def check_redirect_uri(self, redirect):
        return redirect == self.redirect

    def check_client_secret(self, secret):
        return secret == SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_basic"

    def check_response_type(self, kind):
        return kind == "code"

    def check_grant_type(self, kind):
        return kind == "authorization_code"


class Code(AuthorizationCodeMixin):
    def __init__(self, person, redirect, scope, payload):
        self.person, self.redirect, self.scope = person, redirect, scope
        self.nonce = payload.get("nonce")
        self.code_challenge, self.code_challenge_method = payload.get("code_challenge"), payload.get("code_challenge_method")

    def get_redirect_uri(self):
        return self.redirect

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return None


class Provider:
    """Whoever comes is `person` without being asked. What its tokens say can be changed: `claims` (None removes one), `header`, `key`, `algorithm`."""

    def __init__(self, port):
        self.issuer = f"http://127.0.0.1:{port}"
        self.requests = collections.Counter()
        self.questions = []
        self.codes, self.tokens = {}, {}
        self.redirect = None
        self.padded = jwk.RSAKey.generate_key(2048, {"use": "sig", "kid": "pss"})
        self.rotate()
        self.reset()
        self.app = self.make_app()

    def reset(self):
        self.person = {"sub": "anna-17", "email": "anna@example.org", "email_verified": True}
        self.told = None
        self.claims, self.header, self.key, self.algorithm = {}, {}, None, "RS256"
        self.refusal = None

    def rotate(self):
        """A new key takes the place of the old one."""
        self.signing = jwk.RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256", "kid": secrets.token_hex(4)})
        self.point = jwk.ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256", "kid": secrets.token_hex(4)})

    def sign(self, claims):
        claims = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        own = {"ES256": self.point, "PS256": self.padded}.get(self.algorithm, self.signing)
        key = self.key or own
        header = {"alg": self.algorithm, "kid": own.kid, **self.header}
        if self.algorithm in ("none", "HS256"):
            # What no library signs so: with nothing, or with a public key as if it were a shared secret.
            signed = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
            return signed + "." + (base64url(hmac.digest(key, signed.encode(), "sha256")) if self.algorithm == "HS256" else "")
        return jwt.encode(header, claims, key, [self.algorithm])

    def make_app(provider):
        app = flask.Flask("provider")
        server = AuthorizationServer(
            app, query_client=lambda name: Client(provider.redirect) if name == CLIENT else None,
            save_token=lambda token, request: provider.tokens.__setitem__(token["access_token"], request.user))

        class Grant(AuthorizationCodeGrant):
            TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

            def save_authorization_code(self, code, request):
                payload = request.payload
                provider.codes[code] = Code(request.user, payload.redirect_uri, payload.scope, payload.data)

            def query_authorization_code(self, code, client):
                return provider.codes.get(code)

            def delete_authorization_code(self, code):
                provider.codes = {text: other for text, other in provider.codes.items() if other is not code}

            def authenticate_user(self, code):
                return code.person

        class Tokens(OpenIDCode):
            def exists_nonce(self, nonce, request):
                return False

            def get_client_claims(self, client):
                return {"iss": provider.issuer}

            def resolve_client_private_key(self, client):
                return provider.signing

            def generate_user_info(self, person, scope):
                return person

            def encode_id_token(self, token, request):
                made = super().encode_id_token(token, request)
                return provider.sign(jwt.decode(made, provider.signing, ["RS256"]).claims)

        class Issuer(IssuerParameter):
            def get_issuer(self):
                return provider.issuer

        server.register_grant(Grant, [CodeChallenge(required=True), Tokens(require_nonce=True)])
        server.register_extension(Issuer())

        @app.before_request
        def count():
            provider.requests[flask.request.path] += 1

        @app.get("/.well-known/openid-configuration")
        def description():
            return {
                "issuer": provider.issuer, "authorization_endpoint": provider.issuer + "/authorize", "token_endpoint": provider.issuer + "/token",
                "userinfo_endpoint": provider.issuer + "/person", "jwks_uri": provider.issuer + "/keys", "end_session_endpoint": provider.issuer + "/out",
                "response_types_supported": ["code"], "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256", "ES256", "PS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"], "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            }

        @app.get("/keys")
        def keys():
            own = [key.as_dict(private=False) for key in (provider.signing, provider.point, provider.padded)]
            return {"keys": [{"kty": "unheard-of", "kid": "x"}, *own]}

        @app.get("/authorize")
        def authorize():
            provider.questions.append(dict(flask.request.args))
            if provider.refusal:
                asked = flask.request.args
                return flask.redirect(asked["redirect_uri"] + "?" + urllib.parse.urlencode(
                    {"error": provider.refusal, "state": asked["state"], "iss": provider.issuer}))
            grant = server.get_consent_grant(end_user=provider.person)
            return server.create_authorization_response(grant_user=provider.person, grant=grant)

        @app.post("/token")
        def token():
            return server.create_token_response()

        @app.get("/person")
        def person():
            known = provider.tokens.get(flask.request.headers.get("Authorization", "").removeprefix("Bearer "))
            return (provider.told or known) if known else ({"error": "invalid_token"}, 401)

        return app


@contextlib.contextmanager
def provider_of_identities():
    server = make_server("127.0.0.1", 0, flask.Flask("not yet"), threaded=True)
    provider = Provider(server.server_port)
    server.app = provider.app
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
