namespace Clemap.Wire.Tests.Links;

/// <summary>What a link does to the answers of the device behind it.</summary>
public enum LinkFault
{
    None,

    /// <summary>Nobody listens.</summary>
    Refused,

    /// <summary>Connections are taken, and nothing is answered.</summary>
    BlackHole,

    /// <summary>The connection ends instead of an answer.</summary>
    Cut,

    /// <summary>Half of the answer, and then nothing.</summary>
    HalfAnswer,

    /// <summary>0.3 s later, each time.</summary>
    Late,

    /// <summary>0.3 s later than the one before.</summary>
    EverLater,

    /// <summary>Byte by byte, a whole answer within half a second.</summary>
    Drips,

    /// <summary>Byte by byte, for many seconds.</summary>
    DripsLong,

    /// <summary>A byte at the head and one at the end are others.</summary>
    Corrupt,

    /// <summary>Each twice.</summary>
    Doubled,

    // Of Modbus TCP, which has no check of its own.
    WrongTransaction,
    WrongUnit,
    WrongFunction,
    WrongLength,
}

/// <summary>Pieces of an answer as they come out of a faulty link, each after a wait.</summary>
internal sealed class Disturbance
{
    private TimeSpan later;

    public LinkFault Fault { get; set; }

    /// <returns><see langword="null"/> when the connection ends.</returns>
    public IEnumerable<(TimeSpan Wait, byte[] Bytes)>? Of(byte[] answer)
    {
        static (TimeSpan, byte[]) At(double ms, byte[] bytes) => (TimeSpan.FromMilliseconds(ms), bytes);
        byte[] Changed(params (int Place, byte Flip)[] changes)
        {
            foreach (var (place, flip) in changes)
                answer[place] ^= flip;
            return answer;
        }
        later = Fault == LinkFault.EverLater ? later + TimeSpan.FromMilliseconds(300) : TimeSpan.Zero;
        return Fault switch
        {
            LinkFault.Cut => null,
            LinkFault.BlackHole or LinkFault.Refused => [],
            LinkFault.HalfAnswer => [At(0, answer[..(answer.Length / 2)])],
            LinkFault.Late => [At(300, answer)],
            LinkFault.EverLater => [(later, answer)],
            LinkFault.Drips => answer.Select(one => At(400.0 / answer.Length, [one])),
            LinkFault.DripsLong => answer.Select(one => At(150, [one])),
            LinkFault.Corrupt => [At(0, Changed((2, 0x55), (answer.Length - 1, 0x55)))],
            LinkFault.Doubled => [At(0, answer), At(0, answer)],
            LinkFault.WrongTransaction => [At(0, Changed((1, 0x55)))],
            LinkFault.WrongUnit => [At(0, Changed((6, 0x01)))],
            LinkFault.WrongFunction => [At(0, Changed((7, 0x01)))],
            LinkFault.WrongLength => [At(0, Changed((5, 0x01)))],
            _ => [At(0, answer)],
        };
    }
}
