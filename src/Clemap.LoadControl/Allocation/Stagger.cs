using System.Runtime.InteropServices;

namespace Clemap.LoadControl.Allocation;

/// <summary>Spreads starts after a lock or a power cut: each station has a moment of its own, another one each time, and the same for the same inputs.</summary>
internal static class Stagger
{
    /// <returns>Ticks from 0 up to, not including, the span.</returns>
    public static long Delay(int index, Guid station, long from, TimeSpan over)
    {
        if (over <= TimeSpan.Zero)
            return 0;
        Span<ulong> halves = stackalloc ulong[2];
        MemoryMarshal.Write(MemoryMarshal.AsBytes(halves), station);
        return (long)(Mix(halves[0] ^ Mix(halves[1] ^ (ulong)from ^ (ulong)index)) % (ulong)over.Ticks);
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
