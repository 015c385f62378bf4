namespace Clemap.Platform.Sites;

/// <summary>Tells open pages that something of a site is no longer as they read it.</summary>
public interface ISiteChanges
{
    /// <summary>Yields each change from now on, on whichever node it was made; changes that come faster than they are read are merged by kind.</summary>
    /// <remarks>The caller has checked that the site is the organisation's own. It ends with the token.</remarks>
    IAsyncEnumerable<SiteChange> SubscribeAsync(Guid siteId, CancellationToken cancellationToken);
}

/// <param name="Kind">What to read again.</param>
public sealed record SiteChange(Guid SiteId, SiteChangeKind Kind);

public enum SiteChangeKind
{
    /// <summary>A new version of the desired state.</summary>
    Desired,

    /// <summary>The device reported what is in force.</summary>
    Reported,

    /// <summary>The device reported another site model.</summary>
    Model,

    /// <summary>Name, address or time zone.</summary>
    Details,

    /// <summary>An action was ordered or taken back, or the device said what became of one.</summary>
    Actions,

    /// <summary>A command of the grid operator was given or taken back, or the device said how one stands or that it is held down.</summary>
    GridOperator,
}
