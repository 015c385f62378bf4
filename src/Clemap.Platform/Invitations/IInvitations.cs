using Clemap.Platform.Http;

namespace Clemap.Platform.Invitations;

/// <summary>How people come into an organisation: a letter with a link that works once, for the one address, for a week.</summary>
public interface IInvitations
{
    /// <summary>Invites, and has the letter written. The same address, role and sites again renew the open invitation.</summary>
    /// <returns>The invitation, or the rule that was broken.</returns>
    Task<(InvitationView? Invitation, BrokenRule? Broken)> InviteAsync(NewInvitation invitation, CancellationToken cancellationToken);

    /// <summary>Open ones, newest first, at most 500.</summary>
    Task<IReadOnlyList<InvitationView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes the link void.</summary>
    /// <returns>False when there is no such open invitation.</returns>
    Task<bool> WithdrawAsync(Guid id, CancellationToken cancellationToken);
}

/// <param name="Email">Of the one person who may accept.</param>
/// <param name="Role">One of <see cref="Organisations.Role"/>.</param>
/// <param name="Language">Of the letter: <c>de</c>, <c>fr</c>, <c>it</c> or <c>en</c>.</param>
/// <param name="SiteIds">The role will hold at these sites only; none or <see langword="null"/> for the whole organisation.</param>
public sealed record NewInvitation(string Email, string Role, string Language, IReadOnlyList<Guid>? SiteIds = null);

/// <param name="SiteIds">Where the role will hold; empty for the whole organisation.</param>
/// <param name="SentAt"><see langword="null"/> while the letter waits for the mail server.</param>
public sealed record InvitationView(
    Guid Id, string Email, string Role, string Language, DateTimeOffset InvitedAt, DateTimeOffset ExpiresAt, DateTimeOffset? SentAt,
    IReadOnlyList<Guid> SiteIds);
