"""`python -m simulators.payment --port N --token T`"""

from __future__ import annotations

from aiohttp import web

from simulators.payment.payer import Payer
from simulators.payment.service import PaymentService
from simulators.program import arguments, listen, port_of, serve
from simulators.remote import control_routes, problems


def main() -> None:
    parser = arguments("payment", "a payment service that speaks XBezahldienste 1.0")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token", required=True, help="the bearer token of the client")
    parser.add_argument("--public-url", help="where the payer's browser reaches this service")
    given = parser.parse_args()
    listening = listen(given.host, given.port)
    public = given.public_url or f"http://{given.host}:{port_of(listening)}"
    service = PaymentService(public=public.rstrip("/"))
    app = web.Application(middlewares=[problems])
    app.add_routes(service.routes(token=given.token))
    app.add_routes(Payer(service).routes())
    app.add_routes(control_routes(service.board, name="payment", forget=service.forget))
    serve(app, listening=listening, name="payment")


main()
