using Clemap.Platform.Http;

namespace Clemap.Platform.Actions;

/// <summary>Orders things to be done once at a site's stations. Each order and each cancelling is in the audit.</summary>
public interface IActions
{
    /// <summary>Orders an action. The same key again orders nothing and gives the action that it ordered.</summary>
    /// <param name="key">Chosen by the caller, 1 to 100 printable ASCII characters; <see langword="null"/> when each call is to order one.</param>
    Task<ActionOrdered> OrderAsync(Guid siteId, ActionFields fields, string? key, CancellationToken cancellationToken);

    /// <summary>Newest first; <see langword="null"/> when there is no such site.</summary>
    Task<ActionPage?> ListAsync(Guid siteId, ActionFilter filter, CancellationToken cancellationToken);

    /// <summary><see langword="null"/> when there is none.</summary>
    Task<ActionView?> FindAsync(Guid actionId, CancellationToken cancellationToken);

    /// <summary>Takes an action back that the device has not taken yet. One on its way may be done all the same; the device says so then.</summary>
    /// <returns><see cref="ActionCancelled.Action"/> is <see langword="null"/> when there is none.</returns>
    Task<ActionCancelled> CancelAsync(Guid actionId, CancellationToken cancellationToken);
}

/// <param name="Kind">Of <see cref="Contracts.Actions.ActionKind"/>.</param>
/// <param name="StationId">Of the site's model.</param>
/// <param name="ExpiresInS">5 to 86 400 s, 300 s unless given.</param>
/// <param name="Card">Needed to start a session, and for nothing else; 1 to 20 characters.</param>
/// <param name="Text">The version in a firmware notice, and for nothing else; 1 to 100 characters.</param>
public sealed record ActionFields(string? Kind = null, Guid? StationId = null, int? ExpiresInS = null, string? Card = null, string? Text = null);

/// <param name="Action"><see langword="null"/> when there is no such site, or a rule is broken.</param>
/// <param name="IsNew">False when the key had ordered it before.</param>
/// <param name="Broken">Each field at most once.</param>
public sealed record ActionOrdered(ActionView? Action, bool IsNew, IReadOnlyList<BrokenRule> Broken);

/// <param name="IsTooLate">The device took it, or it has ended: nothing was changed.</param>
public sealed record ActionCancelled(ActionView? Action, bool IsTooLate = false);

/// <param name="Before">Continues where a page ended.</param>
/// <param name="Limit">50 unless given, at most 200.</param>
public sealed record ActionFilter(Guid? StationId = null, Guid? Before = null, int? Limit = null)
{
    public const int MostPerPage = 200;
}

/// <param name="Next">For <see cref="ActionFilter.Before"/>; <see langword="null"/> on the last page.</param>
public sealed record ActionPage(IReadOnlyList<ActionView> Actions, Guid? Next);

/// <summary>An action as it stands. The card of a start is not shown: it is somebody's.</summary>
/// <param name="State">Of <see cref="ActionState"/>.</param>
/// <param name="Code">Why it failed, for example <c>not-offered</c>.</param>
/// <param name="Message">The same in one plain English sentence.</param>
public sealed record ActionView(
    Guid Id, Guid SiteId, Guid StationId, string Kind, string State, DateTimeOffset IssuedAt, Guid? IssuedBy, DateTimeOffset ExpiresAt, DateTimeOffset? SentAt,
    DateTimeOffset? AcceptedAt, DateTimeOffset? CancelledAt, DateTimeOffset? EndedAt, string? Code, string? Message, string? Text);
