using Clemap.Platform.Database;

namespace Clemap.Platform.DesiredState.Rollouts;

internal sealed class RolloutRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>With which the caller that began it can ask again without beginning another.</summary>
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

    /// <summary>Who did the last step: the versions that are written since are in this name.</summary>
    public required Guid? MovedBy { get; set; }
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

    /// <summary>As it was written and as the device said last; what passing time and another device make of it is reckoned when it is read, see <see cref="RolloutStandings"/>.</summary>
    public required RolloutSiteState State { get; set; }

    /// <summary>Of which it is wanted: versions are counted for each device by itself.</summary>
    public Guid? DeviceId { get; set; }

    /// <summary>The version that wants the change.</summary>
    public long? Version { get; set; }

    /// <summary>The one before it; <see langword="null"/> when the site had it already, and there is nothing to take back.</summary>
    public long? VersionBefore { get; set; }
    public string? Code { get; set; }
    public string? Message { get; set; }

    /// <summary>A person saw that it refused or is silent, and let the others go on.</summary>
    public bool PassedOver { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }
}
