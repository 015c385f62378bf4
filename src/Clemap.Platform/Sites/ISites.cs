using Clemap.Platform.Http;

namespace Clemap.Platform.Sites;

/// <summary>Makes and changes sites of the organisation in scope. Each change is in the audit with old and new values.</summary>
public interface ISites
{
    /// <summary>Makes a site. The same key again makes nothing and gives the site that it made, as that is now.</summary>
    /// <param name="key">Chosen by the caller, 1 to 100 printable ASCII characters; <see langword="null"/> when each call is to make a site.</param>
    Task<SiteMade> CreateAsync(SiteFields site, string? key, CancellationToken cancellationToken);

    /// <summary>Changes what is not <see langword="null"/>; what is already so is no change. Months that were billed stay as they are.</summary>
    Task<SiteChanged> ChangeAsync(Guid siteId, SiteFields change, CancellationToken cancellationToken);
}

/// <param name="Name">1 to 200 characters.</param>
/// <param name="Address">1 to 400 characters, one line.</param>
/// <param name="TimeZone">IANA name.</param>
public sealed record SiteFields(string? Name = null, string? Address = null, string? TimeZone = null);

/// <param name="Site"><see langword="null"/> when a rule is broken.</param>
/// <param name="IsNew">False when the key had made it before.</param>
/// <param name="Broken">Each field at most once.</param>
public sealed record SiteMade(SiteSummary? Site, bool IsNew, IReadOnlyList<BrokenRule> Broken);

/// <param name="Site"><see langword="null"/> when there is no such site, or a rule is broken.</param>
/// <param name="Broken">Each field at most once.</param>
public sealed record SiteChanged(SiteSummary? Site, IReadOnlyList<BrokenRule> Broken);
