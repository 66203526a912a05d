"""Does with a WebSocket what its second argument says, and prints what came of it. The first is the server's port."""
import asyncio
import os
import sys

import websockets

PORT = int(sys.argv[1])


def to(path, **options):
    return websockets.connect(f"ws://127.0.0.1:{PORT}{path}", max_size=2**26, **options)


async def text():
    async with to("/", subprotocols=["chat"]) as socket:
        await socket.send("grüße, 世界")
        print(await socket.recv(), socket.subprotocol)


async def binary():
    async with to("/") as socket:
        sent = bytes(range(256))
        await socket.send(sent)
        print(await socket.recv() == sent)


async def ping():
    async with to("/") as socket:
        await (await socket.ping(b"are you there"))
        print("pong")


async def large():
    async with to("/", compression=None) as socket:
        sent = os.urandom(20_000_000)
        await socket.send(sent)
        print(await socket.recv() == sent)


async def fragmented():
    async with to("/") as socket:
        await socket.send(["once ", "upon ", "", "a time"])
        print(await socket.recv())


async def deflated():
    async with to("/deflated") as socket:
        print(await socket.recv())
        sent = "again and again " * 100_000
        await socket.send(sent)
        print(await socket.recv() == sent)


async def plain():
    async with to("/deflated", compression=None) as socket:
        print(await socket.recv())


async def leave():
    async with to("/") as socket:
        await socket.close(4000, "good night")
        print(socket.close_code, socket.close_reason)


async def left():
    async with to("/leave") as socket:
        await socket.wait_closed()
        print(socket.close_code, socket.close_reason)


async def crowd():
    async def one(number):
        async with to("/") as socket:
            for turn in range(20):
                await socket.send(f"{number}:{turn}")
                assert await socket.recv() == f"{number}:{turn}"
    await asyncio.gather(*(one(number) for number in range(100)))
    print("everybody was answered")


asyncio.run(globals()[sys.argv[2]]())
