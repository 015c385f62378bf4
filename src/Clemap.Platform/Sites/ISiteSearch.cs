namespace Clemap.Platform.Sites;

/// <summary>Sites of the organisation in scope, those that the scope reaches, for whoever has hundreds of them.</summary>
public interface ISiteSearch
{
    /// <summary>One page of those that fit, by name, and how many there are.</summary>
    Task<FoundSites> FindAsync(SiteQuery query, CancellationToken cancellationToken);

    /// <summary>Those of the ids that are sites in reach.</summary>
    Task<IReadOnlyDictionary<Guid, SiteSummary>> OfAsync(IReadOnlyCollection<Guid> siteIds, CancellationToken cancellationToken);
}

/// <param name="Text">Each of its words stands in the name or in the address, in upper or lower case; what is longer than <see cref="LongestText"/> is cut.</param>
/// <param name="Show">Of those only some.</param>
/// <param name="Page">From 1 on; what is beyond the last one gives the last one.</param>
/// <param name="Limit">Sites a page, 1 to <see cref="MostPerPage"/>.</param>
/// <param name="Alarmed">Sites that need attention whatever their device does; this room knows of no alarms.</param>
public sealed record SiteQuery(
    string? Text = null, SiteShow Show = SiteShow.All, int Page = 1, int Limit = SiteQuery.UsualPerPage, IReadOnlyCollection<Guid>? Alarmed = null)
{
    public const int LongestText = 100;
    public const int UsualPerPage = 50;
    public const int MostPerPage = 200;
}

public enum SiteShow
{
    All,

    /// <summary>Those whose device is offline, and those with an alarm.</summary>
    Attention,

    /// <summary>Those where a device stands that is not heard of.</summary>
    Offline,

    /// <summary>Those where none stands.</summary>
    NoDevice,
}

/// <param name="Page">Which one it is, from 1 on.</param>
/// <param name="Pages">At least 1.</param>
/// <param name="Fit">How many fit in all.</param>
public sealed record FoundSites(IReadOnlyList<SiteLine> Sites, int Page, int Pages, int Fit, SiteCounts Counts);

/// <summary>How many fit the text, and how many of those each <see cref="SiteShow"/> shows.</summary>
public sealed record SiteCounts(int All, int Attention, int Offline, int NoDevice)
{
    public int Of(SiteShow show) => show switch
    {
        SiteShow.Attention => Attention,
        SiteShow.Offline => Offline,
        SiteShow.NoDevice => NoDevice,
        _ => All,
    };
}

/// <param name="LastSeenAt">When its device last reported, UTC; <see langword="null"/> when it never did.</param>
/// <param name="Stations">How many are commissioned; <see langword="null"/> before the device reported what is.</param>
public sealed record SiteLine(Guid Id, string Name, string Address, string TimeZone, SiteConnection Connection, DateTimeOffset? LastSeenAt, int? Stations);

public enum SiteConnection
{
    /// <summary>No device stands there.</summary>
    NoDevice,

    /// <summary>One does, and was never heard of.</summary>
    NeverSeen,

    /// <summary>It was not heard of for two minutes.</summary>
    Offline,

    Online,
}
