using System.Buffers.Binary;

namespace Clemap.Simulator.Physics;

/// <summary>
/// Numbers that look random and are a pure function of seed, stream and index: the same site at the same second is the same, whichever
/// way the simulation got there.
/// </summary>
internal readonly struct Chance(ulong seed)
{
    /// <summary>Evenly in [0, 1).</summary>
    public double Unit(int stream, long index) => (Hash(stream, index) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Evenly in [from, to).</summary>
    public double Between(int stream, long index, double from, double to) => from + (to - from) * Unit(stream, index);

    /// <summary>A value in [0, 1) that moves smoothly and has a new target each <paramref name="periodS"/>.</summary>
    public double Smooth(int stream, long unixSeconds, int periodS)
    {
        var (period, rest) = long.DivRem(unixSeconds, periodS);
        var x = (double)rest / periodS;
        var from = Unit(stream, period);
        return from + (Unit(stream, period + 1) - from) * x * x * (3 - 2 * x);
    }

    /// <summary>An id in the form of a version 7 UUID: its time is <paramref name="unixSeconds"/>, the rest follows from the seed.</summary>
    public Guid Id(int stream, long unixSeconds)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, unixSeconds * 1000 << 16);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Hash(stream, unixSeconds));
        bytes[6] = (byte)(0x70 | bytes[8] & 0x0F);
        bytes[8] = (byte)(0x80 | bytes[9] & 0x3F);
        return new Guid(bytes, bigEndian: true);
    }

    // SplitMix64's finaliser over the three numbers.
    private ulong Hash(int stream, long index)
    {
        unchecked
        {
            var x = seed * 0x9E3779B97F4A7C15 + (ulong)stream * 0xD1B54A32D192ED03 + (ulong)index * 0x8CB92BA72F3D8DD7;
            x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
            x = (x ^ x >> 27) * 0x94D049BB133111EB;
            return x ^ x >> 31;
        }
    }
}
