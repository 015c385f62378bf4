using System.Buffers.Binary;

namespace Clemap.Edge.Modbus;

/// <summary>Protocol data units of the requests: function code and data, without the TCP header.</summary>
internal static class ModbusRequest
{
    public const int MaximumReadBits = 2000;
    public const int MaximumReadRegisters = 125;
    public const int MaximumWriteBits = 1968;
    public const int MaximumWriteRegisters = 123;
    public const int MaximumReadWriteRegisters = 121;

    public static byte[] Read(byte function, ushort address, int count)
    {
        int maximum = function is 1 or 2 ? MaximumReadBits : MaximumReadRegisters;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, maximum);
        return Words(function, address, (ushort)count);
    }

    public static byte[] WriteCoil(ushort address, bool on) => Words(5, address, on ? (ushort)0xFF00 : (ushort)0);

    public static byte[] WriteRegister(ushort address, ushort value) => Words(6, address, value);

    public static byte[] WriteCoils(ushort address, ReadOnlySpan<bool> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, MaximumWriteBits);
        int bytes = (values.Length + 7) / 8;
        var pdu = new byte[6 + bytes];
        Words(15, address, (ushort)values.Length).CopyTo(pdu, 0);
        pdu[5] = (byte)bytes;
        for (int i = 0; i < values.Length; i++)
            if (values[i])
                pdu[6 + (i / 8)] |= (byte)(1 << (i % 8));
        return pdu;
    }

    public static byte[] WriteRegisters(ushort address, ReadOnlySpan<ushort> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, MaximumWriteRegisters);
        var pdu = new byte[6 + (2 * values.Length)];
        Words(16, address, (ushort)values.Length).CopyTo(pdu, 0);
        pdu[5] = (byte)(2 * values.Length);
        Fill(pdu.AsSpan(6), values);
        return pdu;
    }

    public static byte[] ReadWrite(ushort readAddress, int readCount, ushort writeAddress, ReadOnlySpan<ushort> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(readCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(readCount, MaximumReadRegisters);
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, MaximumReadWriteRegisters);
        var pdu = new byte[10 + (2 * values.Length)];
        Words(23, readAddress, (ushort)readCount).CopyTo(pdu, 0);
        BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(5), writeAddress);
        BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(7), (ushort)values.Length);
        pdu[9] = (byte)(2 * values.Length);
        Fill(pdu.AsSpan(10), values);
        return pdu;
    }

    private static byte[] Words(byte function, ushort first, ushort second)
    {
        var pdu = new byte[5];
        pdu[0] = function;
        BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(1), first);
        BinaryPrimitives.WriteUInt16BigEndian(pdu.AsSpan(3), second);
        return pdu;
    }

    private static void Fill(Span<byte> target, ReadOnlySpan<ushort> values)
    {
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt16BigEndian(target[(2 * i)..], values[i]);
    }
}
