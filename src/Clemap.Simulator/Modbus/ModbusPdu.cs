using System.Buffers.Binary;

namespace Clemap.Simulator.Modbus;

/// <summary>The server side of one request: bytes of a protocol data unit in, bytes of the answer out.</summary>
internal static class ModbusPdu
{
    public const int MaximumBytes = 253;

    private const int MaximumBitsRead = 2000;
    private const int MaximumBitsWritten = 1968;
    private const int MaximumWordsRead = 125;
    private const int MaximumWordsWritten = 123;
    private const int MaximumWordsWrittenWithRead = 121;

    /// <returns>Bytes written to <paramref name="answer"/>, which holds at least <see cref="MaximumBytes"/>.</returns>
    public static int Serve(IModbusUnit? unit, ReadOnlySpan<byte> request, Span<byte> answer)
    {
        var length = 0;
        var fault = unit is null
            ? ModbusFault.GatewayTargetFailed
            : request[0] switch
            {
                1 => ReadBits(unit, BitTable.Coils, request, answer, out length),
                2 => ReadBits(unit, BitTable.DiscreteInputs, request, answer, out length),
                3 => ReadRegisters(unit, RegisterTable.Holding, request, answer, out length),
                4 => ReadRegisters(unit, RegisterTable.Input, request, answer, out length),
                5 => WriteCoil(unit, request, answer, out length),
                6 => WriteRegister(unit, request, answer, out length),
                15 => WriteCoils(unit, request, answer, out length),
                16 => WriteRegisters(unit, request, answer, out length),
                23 when unit.WritesAndReadsAtOnce => WriteAndRead(unit, request, answer, out length),
                _ => ModbusFault.IllegalFunction,
            };
        if (fault == ModbusFault.None)
        {
            answer[0] = request[0];
            return length;
        }

        answer[0] = (byte)(request[0] | 0x80);
        answer[1] = (byte)fault;
        return 2;
    }

    private static ModbusFault ReadBits(IModbusUnit unit, BitTable table, ReadOnlySpan<byte> request, Span<byte> answer, out int length)
    {
        length = 0;
        if (request.Length != 5) return ModbusFault.IllegalDataValue;
        var count = Word(request, 3);
        if (count is 0 or > MaximumBitsRead) return ModbusFault.IllegalDataValue;
        if (Word(request, 1) + count > 65536) return ModbusFault.IllegalDataAddress;
        Span<bool> values = stackalloc bool[count];
        var fault = unit.ReadBits(table, Word(request, 1), values);
        if (fault != ModbusFault.None) return fault;
        var bytes = (count + 7) / 8;
        answer[1] = (byte)bytes;
        answer.Slice(2, bytes).Clear();
        for (var i = 0; i < count; i++)
        {
            if (values[i]) answer[2 + i / 8] |= (byte)(1 << (i % 8));
        }

        length = 2 + bytes;
        return ModbusFault.None;
    }

    private static ModbusFault ReadRegisters(
        IModbusUnit unit, RegisterTable table, ReadOnlySpan<byte> request, Span<byte> answer, out int length)
    {
        length = 0;
        return request.Length == 5
            ? ReadWords(unit, table, Word(request, 1), Word(request, 3), answer, out length)
            : ModbusFault.IllegalDataValue;
    }

    private static ModbusFault ReadWords(
        IModbusUnit unit, RegisterTable table, ushort address, ushort count, Span<byte> answer, out int length)
    {
        length = 0;
        if (count is 0 or > MaximumWordsRead) return ModbusFault.IllegalDataValue;
        if (address + count > 65536) return ModbusFault.IllegalDataAddress;
        Span<ushort> values = stackalloc ushort[count];
        var fault = unit.ReadRegisters(table, address, values);
        if (fault != ModbusFault.None) return fault;
        answer[1] = (byte)(2 * count);
        for (var i = 0; i < count; i++) BinaryPrimitives.WriteUInt16BigEndian(answer[(2 + 2 * i)..], values[i]);
        length = 2 + 2 * count;
        return ModbusFault.None;
    }

    private static ModbusFault WriteCoil(IModbusUnit unit, ReadOnlySpan<byte> request, Span<byte> answer, out int length)
    {
        length = 5;
        if (request.Length != 5 || Word(request, 3) is not (0x0000 or 0xFF00)) return ModbusFault.IllegalDataValue;
        request.CopyTo(answer);
        return unit.WriteBits(Word(request, 1), [Word(request, 3) == 0xFF00]);
    }

    private static ModbusFault WriteRegister(IModbusUnit unit, ReadOnlySpan<byte> request, Span<byte> answer, out int length)
    {
        length = 5;
        if (request.Length != 5) return ModbusFault.IllegalDataValue;
        request.CopyTo(answer);
        return unit.WriteRegisters(WriteFunction.Single, Word(request, 1), [Word(request, 3)]);
    }

    private static ModbusFault WriteCoils(IModbusUnit unit, ReadOnlySpan<byte> request, Span<byte> answer, out int length)
    {
        length = 5;
        if (request.Length < 7) return ModbusFault.IllegalDataValue;
        var count = Word(request, 3);
        if (count is 0 or > MaximumBitsWritten || request[5] != (count + 7) / 8 || request.Length != 6 + request[5])
            return ModbusFault.IllegalDataValue;
        if (Word(request, 1) + count > 65536) return ModbusFault.IllegalDataAddress;
        Span<bool> values = stackalloc bool[count];
        for (var i = 0; i < count; i++) values[i] = (request[6 + i / 8] >> (i % 8) & 1) == 1;
        request[..5].CopyTo(answer);
        return unit.WriteBits(Word(request, 1), values);
    }

    private static ModbusFault WriteRegisters(IModbusUnit unit, ReadOnlySpan<byte> request, Span<byte> answer, out int length)
    {
        length = 5;
        if (request.Length < 8) return ModbusFault.IllegalDataValue;
        request[..5].CopyTo(answer);
        return WriteWords(unit, Word(request, 1), Word(request, 3), MaximumWordsWritten, request[5..]);
    }

    private static ModbusFault WriteAndRead(IModbusUnit unit, ReadOnlySpan<byte> request, Span<byte> answer, out int length)
    {
        length = 0;
        if (request.Length < 12) return ModbusFault.IllegalDataValue;
        var fault = WriteWords(unit, Word(request, 5), Word(request, 7), MaximumWordsWrittenWithRead, request[9..]);
        return fault == ModbusFault.None
            ? ReadWords(unit, RegisterTable.Holding, Word(request, 1), Word(request, 3), answer, out length)
            : fault;
    }

    /// <param name="data">The byte count and the words after it.</param>
    private static ModbusFault WriteWords(IModbusUnit unit, ushort address, ushort count, int maximum, ReadOnlySpan<byte> data)
    {
        if (count == 0 || count > maximum || data[0] != 2 * count || data.Length != 1 + 2 * count) return ModbusFault.IllegalDataValue;
        if (address + count > 65536) return ModbusFault.IllegalDataAddress;
        Span<ushort> values = stackalloc ushort[count];
        for (var i = 0; i < count; i++) values[i] = Word(data, 1 + 2 * i);
        return unit.WriteRegisters(WriteFunction.Multiple, address, values);
    }

    private static ushort Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
}
