using Clemap.Platform.Database;

namespace Clemap.Platform.Licences;

/// <summary>A purchase: a plan for so many charging stations. Staff enter it; the role that serves requests only reads it.</summary>
internal sealed class LicenceRow : IOrganisationOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid Id { get; init; }

    /// <summary>Code of the plan.</summary>
    public required string Plan { get; init; }

    public required int Stations { get; init; }

    /// <summary>First day.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Last day; <see langword="null"/> when it does not end.</summary>
    public required DateOnly? ValidUntil { get; init; }

    /// <summary>Of the order; with the plan it is what makes an entry the same when it is entered again.</summary>
    public required string OrderReference { get; init; }

    public required DateTimeOffset AddedAt { get; init; }
}

/// <summary>A licence is used for a site: for as many of its stations as the site has.</summary>
internal sealed class LicenceAssignment : ISiteOwned
{
    public required Guid OrganisationId { get; init; }
    public required Guid LicenceId { get; init; }
    public required Guid SiteId { get; init; }
    public required DateTimeOffset AssignedAt { get; init; }
}
