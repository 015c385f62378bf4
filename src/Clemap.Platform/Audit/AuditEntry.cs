using Clemap.Platform.Database;

namespace Clemap.Platform.Audit;

/// <summary>Who changed what, when and from where. The app role can add and read entries, not change or delete them.</summary>
internal sealed class AuditEntry : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Person or device; <see langword="null"/> for the system itself.</summary>
    public required Guid? ActorId { get; init; }

    /// <summary>For example <c>desired-state.changed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>True when platform support did it on the organisation's behalf.</summary>
    public bool BySupport { get; init; }

    /// <summary>What it was done to.</summary>
    public required Guid SubjectId { get; init; }

    /// <summary>JSON before; <see langword="null"/> when there was nothing.</summary>
    public required string? Before { get; init; }

    /// <summary>JSON after.</summary>
    public required string? After { get; init; }

    /// <summary>Network address of the caller, or <c>server</c> for pages and jobs.</summary>
    public required string Origin { get; init; }
}
