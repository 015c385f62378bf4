using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.GridCommands;

/// <summary>Wakes who writes and who reports what the grid operator does here.</summary>
internal sealed class GridNews
{
    public Signal ForWriter { get; } = new();

    public Signal ForReporter { get; } = new();

    public void Raise()
    {
        ForWriter.Set();
        ForReporter.Set();
    }
}
