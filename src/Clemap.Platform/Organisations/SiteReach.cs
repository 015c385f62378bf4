namespace Clemap.Platform.Organisations;

/// <summary>Which sites of its organisation a scope may see and touch. Immutable.</summary>
public sealed record SiteReach
{
    private SiteReach(bool isWhole, List<Guid> sites, Guid? person = null) => (IsWhole, Sites, Person) = (isWhole, sites, person);

    /// <summary>The whole organisation, with what belongs to no site: people, invitations, the audit.</summary>
    public static SiteReach Whole { get; } = new(true, []);

    /// <summary>Nothing: what is not allowed at any site, and what nobody has said.</summary>
    public static SiteReach None { get; } = new(false, []);

    /// <summary>No site, but what is this person's own: sessions and invoices of a resident.</summary>
    public static SiteReach Own(Guid personId) => new(false, [], personId);

    public bool IsWhole { get; }

    /// <summary>Empty for <see cref="Whole"/> too: ask <see cref="Includes"/>.</summary>
    internal List<Guid> Sites { get; }

    /// <summary>Whose own is reached; <see langword="null"/> when nobody's.</summary>
    internal Guid? Person { get; }

    /// <summary>Just these sites.</summary>
    public static SiteReach Of(IEnumerable<Guid> sites) => new(false, [.. sites.Distinct()]);

    public bool Includes(Guid siteId) => IsWhole || Sites.Contains(siteId);

    /// <summary>What both reach.</summary>
    public SiteReach And(SiteReach other) => IsWhole ? other : other.IsWhole ? this : new(false, [.. Sites.Intersect(other.Sites)], Person == other.Person ? Person : null);

    /// <summary>As PostgreSQL is told it: <c>*</c>, or an array of ids.</summary>
    internal string Setting => IsWhole ? "*" : "{" + string.Join(',', Sites) + "}";
}
