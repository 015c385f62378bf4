namespace Clemap.LoadControl.Topology;

/// <param name="Code">One of <see cref="TopologyErrorCodes"/>.</param>
/// <param name="SubjectId">The circuit or station it is about; <see langword="null"/> when it is about the whole.</param>
/// <param name="Message">One plain English sentence that names the circuit or station.</param>
public sealed record TopologyError(string Code, Guid? SubjectId, string Message);

public static class TopologyErrorCodes
{
    public const string NoRoot = "no-root";
    public const string SeveralRoots = "several-roots";
    public const string Cycle = "cycle";
    public const string UnknownParent = "unknown-parent";
    public const string UnknownCircuit = "unknown-circuit";
    public const string DuplicateId = "duplicate-id";
    public const string BadRating = "bad-rating";
    public const string BadBaseLoad = "bad-base-load";
    public const string BadStationRange = "bad-station-range";
    public const string BadFallback = "bad-fallback";
    public const string FallbackDoesNotFit = "fallback-does-not-fit";
}

/// <summary>A validated topology or the list of what is wrong, never both.</summary>
public sealed record TopologyResult
{
    internal TopologyResult(SiteTopology topology) => Topology = topology;

    internal TopologyResult(IReadOnlyList<TopologyError> errors) => Errors = errors;

    public SiteTopology? Topology { get; }
    public IReadOnlyList<TopologyError> Errors { get; } = [];
}
