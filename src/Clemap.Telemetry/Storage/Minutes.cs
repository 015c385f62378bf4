namespace Clemap.Telemetry.Storage;

/// <summary>Those of a quarter hour, from 0 to 14, whose rows may have changed. None, when the first is after the last.</summary>
internal readonly record struct Minutes(short First, short Last)
{
    public static readonly Minutes All = new(0, 14);

    public static readonly Minutes None = new(15, -1);

    /// <param name="since">Since the quarter hour began.</param>
    public static Minutes Of(TimeSpan since) => new((short)since.TotalMinutes, (short)since.TotalMinutes);

    /// <summary>All from the first of either to the last of either.</summary>
    public Minutes And(Minutes other) => new(Math.Min(First, other.First), Math.Max(Last, other.Last));
}
