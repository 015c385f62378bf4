using Clemap.Platform.Http;

namespace Clemap.Telemetry.AlarmMail;

/// <summary>
/// Which people of the organisation in scope get its alarms by mail. Only who has a role in it: the address is that of the account, and whoever has no role any more gets nothing.
/// </summary>
public interface IAlarmMail
{
    /// <summary>By name; who is not of the organisation any more is not listed.</summary>
    Task<IReadOnlyList<MailRule>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Makes it the rule of the person. Neither when nobody with this id is in the organisation.</summary>
    Task<(MailRule? Rule, IReadOnlyList<BrokenRule> Broken)> SaveAsync(Guid personId, MailRuleFields fields, CancellationToken cancellationToken);

    Task<bool> DeleteAsync(Guid personId, CancellationToken cancellationToken);
}

/// <param name="Language"><c>de</c>, <c>fr</c>, <c>it</c> or <c>en</c>.</param>
/// <param name="Kinds">Of alarms; <see langword="null"/> for all.</param>
/// <param name="SiteIds"><see langword="null"/> for all.</param>
public sealed record MailRuleFields(string? Language, IReadOnlyList<string>? Kinds = null, IReadOnlyList<Guid>? SiteIds = null);

/// <param name="SiteIds">Empty for all. Of others than those that the person sees nothing is told.</param>
public sealed record MailRule(Guid PersonId, string Name, string Email, string Language, IReadOnlyList<string> Kinds, IReadOnlyList<Guid> SiteIds);
