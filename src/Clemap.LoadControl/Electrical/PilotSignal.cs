namespace Clemap.LoadControl.Electrical;

/// <summary>The control pilot of IEC 61851-1: what the share of the signal that is high offers to the vehicle.</summary>
public static class PilotSignal
{
    /// <summary>The smallest current that can be offered, A.</summary>
    public const double SmallestA = 6;

    /// <param name="dutyPercent">0 to 100.</param>
    /// <returns>A per phase; 0 when the vehicle must not charge, or must be told digitally (5 %).</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not within 0 to 100.</exception>
    public static double OfferedA(double dutyPercent) => dutyPercent switch
    {
        >= 0 and < 8 => 0,
        >= 8 and < 10 => SmallestA,
        >= 10 and <= 85 => dutyPercent * 0.6,
        > 85 and <= 96 => (dutyPercent - 64) * 2.5,
        > 96 and <= 97 => 80,
        > 97 and <= 100 => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(dutyPercent), dutyPercent, "A duty cycle lies between 0 and 100 per cent."),
    };
}
