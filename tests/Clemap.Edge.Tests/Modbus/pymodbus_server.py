"""An independent Modbus server with known content, over TCP with the frames of tcp, rtu or ascii: serves until it is killed.

A third argument names a JSON file with other content: {"unit": 1, "holding": {"address": word}, "input": …, "coils": …, "discrete": …}.
"""
import asyncio
import json
import struct
import sys
import types

# Debian's package only suggests the serial libraries, and yet imports them for TCP, too.
for name in ("serial", "serial_asyncio"):
    try:
        __import__(name)
    except ModuleNotFoundError:
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].create_serial_connection = None

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.framer.ascii_framer import ModbusAsciiFramer
from pymodbus.framer.rtu_framer import ModbusRtuFramer
from pymodbus.framer.socket_framer import ModbusSocketFramer
from pymodbus.server.async_io import ModbusTcpServer

FRAMERS = {"tcp": ModbusSocketFramer, "rtu": ModbusRtuFramer, "ascii": ModbusAsciiFramer}


def words(kind, *values):
    data = b"".join(struct.pack(">" + kind, value) for value in values)
    return list(struct.unpack(">%dH" % (len(data) // 2), data))


def table(given):
    values = [0] * 65536
    for address, value in given.items():
        values[int(address)] = value
    return ModbusSequentialDataBlock(0, values)


def told(content):
    slave = ModbusSlaveContext(
        zero_mode=True, co=table(content["coils"]), di=table(content["discrete"]), hr=table(content["holding"]), ir=table(content["input"]))
    return ModbusServerContext(slaves={content["unit"]: slave}, single=False)


def known():
    meter = [0] * 20000
    for address, value in {
        19000: 229.5, 19002: 231.25, 19004: 230.75,
        19012: 12.5, 19014: 8.25, 19016: 3.5,
        19020: 2850.0, 19022: -1900.0, 19024: 800.0, 19026: 1750.0,
        19034: 5600.0, 19042: 210.5, 19068: 1234567.0, 19076: 7654.0,
    }.items():
        meter[address:address + 2] = words("f", value)
    meter[100:110] = list(range(1000, 1010))
    slave = ModbusSlaveContext(
        zero_mode=True,
        co=ModbusSequentialDataBlock(0, [True, False, True, True, False, False, True, False, True, True] + [False] * 30),
        di=ModbusSequentialDataBlock(0, [False, True] * 20),
        hr=ModbusSequentialDataBlock(0, meter),
        ir=ModbusSequentialDataBlock(0, list(range(500, 600))))
    return ModbusServerContext(slaves={1: slave, 7: slave}, single=False)


async def main(port, frames, file=None):
    context = known()
    if file:
        with open(file, encoding="utf-8") as content:
            context = told(json.load(content))
    server = ModbusTcpServer(context, framer=FRAMERS[frames], address=("127.0.0.1", port))
    serving = asyncio.ensure_future(server.serve_forever())
    await server.serving
    print("listening", flush=True)
    await serving

asyncio.run(main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "tcp", *sys.argv[3:]))
