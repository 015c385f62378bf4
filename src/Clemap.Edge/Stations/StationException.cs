using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations;

/// <summary>The station answers, but not as it must.</summary>
internal sealed class StationException(DeviceProblem problem) : IOException(problem.Text), IKnownProblem
{
    public StationException(string code, string text, params IReadOnlyList<string> values)
        : this(new DeviceProblem(code, text, values))
    {
    }

    public DeviceProblem Problem { get; } = problem;
}
