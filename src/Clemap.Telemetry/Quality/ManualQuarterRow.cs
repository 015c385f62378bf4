using Clemap.Platform.Database;

namespace Clemap.Telemetry.Quality;

/// <summary>What a person says that a meter or station took in a quarter hour. What was measured stays beside it.</summary>
internal sealed class ManualQuarterRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid SourceId { get; init; }

    /// <summary>Start of the quarter hour, UTC.</summary>
    public required DateTimeOffset At { get; init; }
    public required long ImportWh { get; set; }
    public required long ExportWh { get; set; }
    public required string Reason { get; set; }

    /// <summary>Person or API client.</summary>
    public required Guid? MadeBy { get; set; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset MadeAt { get; set; }
}
