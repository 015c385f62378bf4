namespace Clemap.Simulator.History;

/// <summary>The grid on which a recording has its rows.</summary>
internal static class RecordingSlot
{
    public const int Seconds = 10;
}
