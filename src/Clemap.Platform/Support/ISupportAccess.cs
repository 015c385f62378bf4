using Clemap.Platform.Http;

namespace Clemap.Platform.Support;

/// <summary>What the organisation in scope lets the platform's support people see and do. Of itself support sees no organisation.</summary>
public interface ISupportAccess
{
    public const int MostHours = 30 * 24;

    /// <summary>Newest first, at most 100; those that ended too.</summary>
    Task<IReadOnlyList<SupportAccessView>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Lets support in from now on. It ends by itself, within a minute of the end.</summary>
    /// <returns>The access, or the rule that was broken.</returns>
    Task<(SupportAccessView? Access, BrokenRule? Broken)> GrantAsync(SupportWish wish, CancellationToken cancellationToken);

    /// <summary>Ends it; pages and tokens of support people are refused within a minute.</summary>
    /// <returns>False when there is no such access, or it has ended.</returns>
    Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken);
}

/// <param name="Hours">1 to <see cref="ISupportAccess.MostHours"/>.</param>
/// <param name="MayChange">Also change limits, sites and devices. Support never manages people or bills.</param>
public sealed record SupportWish(int Hours, bool MayChange = false);

/// <param name="GrantedBy">Name of today; <see langword="null"/> when the person is gone.</param>
/// <param name="RevokedAt"><see langword="null"/> when it ended, or will end, by itself.</param>
public sealed record SupportAccessView(Guid Id, bool MayChange, string? GrantedBy, DateTimeOffset GrantedAt, DateTimeOffset EndsAt, DateTimeOffset? RevokedAt, bool IsOpen);
