namespace Clemap.Platform.Licences;

/// <summary>What the organisation in scope has bought, and for which sites it uses it.</summary>
public interface ILicences
{
    /// <summary>True while a licence that gives the option is used for the site, its grace period included.</summary>
    Task<bool> HasAsync(string option, Guid siteId, CancellationToken cancellationToken);

    /// <summary>True while it is so for one of the sites.</summary>
    Task<bool> HasAsync(string option, CancellationToken cancellationToken);

    Task<LicenceOverview> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Uses the licence for the site, if it has stations enough.</summary>
    Task<LicenceChange> AssignAsync(Guid licenceId, Guid siteId, CancellationToken cancellationToken);

    /// <summary>Uses it there no longer; the stations are free for another site.</summary>
    Task<LicenceChange> UnassignAsync(Guid licenceId, Guid siteId, CancellationToken cancellationToken);
}

/// <param name="Options">Each with the sites that have it and those that lack it.</param>
/// <param name="Sites">With the number of charging stations that their devices have reported.</param>
public sealed record LicenceOverview(IReadOnlyList<LicenceView> Licences, IReadOnlyList<OptionView> Options, IReadOnlyList<LicensedSite> Sites);

/// <param name="Until">Last day; <see langword="null"/> when it does not end.</param>
/// <param name="GraceUntil">Last day on which its options are given.</param>
/// <param name="Used">Stations of the sites that it is used for; more than <paramref name="Stations"/> when a site has grown since.</param>
public sealed record LicenceView(
    Guid Id, string Plan, string Name, IReadOnlyList<string> Options, int Stations, int Used, DateOnly From, DateOnly? Until, DateOnly? GraceUntil, LicenceState State,
    string OrderReference, IReadOnlyList<LicensedSite> Sites)
{
    public int Free => Math.Max(0, Stations - Used);
}

/// <param name="Stations">Charging stations of the site model.</param>
public sealed record LicensedSite(Guid Id, string Name, int Stations);

/// <param name="Having">Sites that have it now.</param>
/// <param name="Lacking">Sites that have it not.</param>
public sealed record OptionView(string Option, IReadOnlyList<Guid> Having, IReadOnlyList<Guid> Lacking);

public enum LicenceChange
{
    Done,

    /// <summary>No such licence or site.</summary>
    NotFound,

    /// <summary>The site has more charging stations than are free.</summary>
    TooFew,

    /// <summary>It is over, its grace period too.</summary>
    Over,
}
