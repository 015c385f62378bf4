using Clemap.Platform.Database;

namespace Clemap.Platform.DesiredState.Rollouts;

internal sealed class RolloutRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>With which the caller that began it can ask again without beginning another; unique in the organisation.</summary>
    public string? CreationKey { get; init; }

    /// <summary>Bulk change as JSON.</summary>
    public required string Change { get; init; }
    public required int First { get; init; }
    public required int Each { get; init; }
    public required bool Automatic { get; init; }
    public required RolloutState State { get; set; }
    public required int Stage { get; set; }

    /// <summary>Grows with each run of the job: of two runs of the same number one finds that it comes too late.</summary>
    public required long Step { get; set; }
    public required Guid? CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class RolloutSiteRow : ISiteOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid RolloutId { get; init; }
    public required Guid SiteId { get; init; }

    /// <summary>Order in which the sites are changed.</summary>
    public required int Place { get; init; }
    public required int Stage { get; init; }
    public required RolloutSiteState State { get; set; }

    /// <summary>The version that wants the change, and the one before it.</summary>
    public long? Version { get; set; }
    public long? VersionBefore { get; set; }
    public string? Code { get; set; }
    public string? Message { get; set; }

    /// <summary>A person saw that it refused or is silent, and let the others go on.</summary>
    public bool PassedOver { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }
}
