"""`python -m simulators.producer --port N --token T`"""

from __future__ import annotations

from aiohttp import web

from simulators.producer.service import ProducerService
from simulators.program import arguments, listen, serve
from simulators.remote import control_routes, problems


def main() -> None:
    parser = arguments("producer", "a producer of cards and travel documents")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--token", required=True, help="the bearer token of the client")
    parser.add_argument(
        "--step-seconds", type=float, default=2.0, help="between steps; 0: only by remote control"
    )
    given = parser.parse_args()
    service = ProducerService(step_seconds=given.step_seconds)
    app = web.Application(middlewares=[problems])
    app.cleanup_ctx.append(service.run)
    app.add_routes(service.routes(token=given.token))
    app.add_routes(control_routes(service.board, name="producer", forget=service.forget))
    serve(app, listening=listen(given.host, given.port), name="producer")


main()
