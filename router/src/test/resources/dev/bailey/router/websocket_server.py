"""Echoes over WebSockets, with compression where the client offers it. Prints its port, and how each client left."""
import asyncio
import sys

import websockets


async def talk(socket):
    deflated = any(type(extension).__name__ == "PerMessageDeflate" for extension in socket.extensions)
    try:
        if socket.path == "/deflated":
            await socket.send(str(deflated))
        if socket.path == "/leave":
            await socket.close(4001, "moved away")
            return
        async for message in socket:
            await socket.send(message)
    except websockets.ConnectionClosed:
        pass
    finally:
        await socket.wait_closed()
        print("left", socket.close_code, socket.close_reason, flush=True)


async def main():
    async with websockets.serve(talk, "127.0.0.1", 0, max_size=2**26, subprotocols=["chat"]) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
