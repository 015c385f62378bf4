using Clemap.Platform.Http;

namespace Clemap.Platform.GridCommands;

/// <summary>Dynamic load reduction: has sites take less for a while, at the sites that the scope reaches. Each command and each cancelling is in the audit.</summary>
public interface IGridCommands
{
    /// <summary>Gives a command. The same key again gives none and answers with the one that it gave.</summary>
    /// <param name="key">Chosen by the caller, 1 to 100 printable ASCII characters; <see langword="null"/> when each call is to give one.</param>
    Task<GridCommandGiven> GiveAsync(GridCommandFields fields, string? key, CancellationToken cancellationToken);

    /// <summary>What it would mean, target by target; nothing is commanded.</summary>
    Task<GridCommandPreview> PreviewAsync(GridCommandFields fields, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<GridCommandPage> ListAsync(GridCommandFilter filter, CancellationToken cancellationToken);

    /// <summary><see langword="null"/> when there is none.</summary>
    Task<GridCommandView?> FindAsync(Guid commandId, CancellationToken cancellationToken);

    /// <summary>Takes a command back at all its targets that the scope reaches; they return at random as after its end. Again, it changes nothing.</summary>
    /// <remarks>Only whoever gave a command takes it back. When that one can give none any more, whoever may in the whole organisation does.</remarks>
    Task<GridCommandCancelling> CancelAsync(Guid commandId, CancellationToken cancellationToken);

    /// <summary>Sites and groups that can be commanded, by name.</summary>
    Task<IReadOnlyList<GridTargetSite>> TargetsAsync(CancellationToken cancellationToken);
}

/// <summary>Just one of <paramref name="LimitA"/>, <paramref name="LimitW"/>, <paramref name="LimitPercent"/> and <paramref name="Lock"/>.</summary>
/// <param name="Scope">Of <see cref="Contracts.GridCommands.GridCommandScope"/>; <c>charging</c> unless given.</param>
/// <param name="LimitA">A per phase.</param>
/// <param name="LimitW">W over all phases.</param>
/// <param name="LimitPercent">Of what all stations together can take on each phase, or of the fuse for <c>connection</c>; above 0 to 100.</param>
/// <param name="Lock">Nothing is left to charging.</param>
/// <param name="From">Now unless given; at most 30 days ahead.</param>
/// <param name="Until">At most 7 days after <paramref name="From"/>.</param>
/// <param name="RampS">0 to 3600 s, 0 unless given.</param>
/// <param name="ReturnWithinS">0 to 3600 s, 300 s unless given.</param>
/// <param name="Reason">One line of at most 200 characters; people at the site read it.</param>
public sealed record GridCommandFields(
    GridTargetFields? Targets = null, string? Scope = null, double? LimitA = null, double? LimitW = null, double? LimitPercent = null, bool? Lock = null,
    DateTimeOffset? From = null, DateTimeOffset? Until = null, int? RampS = null, int? ReturnWithinS = null, string? Reason = null);

/// <summary>Whom it is for, together at most 1000.</summary>
/// <param name="SiteIds">Their grid connections.</param>
/// <param name="MeteringPointIds">The stations that they are, or the circuits that their meters measure; 33 characters each.</param>
/// <param name="GroupIds">Metering groups: the stations in them, and the circuits that meters in them measure. Each gets the limit by itself.</param>
public sealed record GridTargetFields(IReadOnlyList<Guid>? SiteIds = null, IReadOnlyList<string>? MeteringPointIds = null, IReadOnlyList<Guid>? GroupIds = null);

/// <param name="Command"><see langword="null"/> when a rule is broken.</param>
/// <param name="IsNew">False when the key had given it before.</param>
/// <param name="Broken">Each field at most once.</param>
public sealed record GridCommandGiven(GridCommandView? Command, bool IsNew, IReadOnlyList<BrokenRule> Broken);

/// <param name="Targets">Empty when a rule is broken.</param>
public sealed record GridCommandPreview(IReadOnlyList<GridTargetPreview> Targets, IReadOnlyList<BrokenRule> Broken);

/// <param name="Part">Name of the circuit or station; <see langword="null"/> for the grid connection.</param>
/// <param name="CanTakeW">What all charging there can take, or for <c>connection</c> what the fuse carries, W at 230 V; <see langword="null"/> when it is not known.</param>
/// <param name="LeavesW">What remains of it.</param>
/// <param name="RefusedCode">Why it would not be carried out: <c>no-device</c>, <c>no-site-model</c>, <c>no-base</c>.</param>
public sealed record GridTargetPreview(
    Guid SiteId, string SiteName, Guid? CircuitId, Guid? StationId, string? Part, double? CanTakeW, double? LeavesW, bool IsOffline, string? RefusedCode);

/// <param name="Command">As it stands now; <see langword="null"/> when there is none, and when it is not the caller's to take back.</param>
/// <param name="IsAnothers">Somebody else gave it.</param>
public sealed record GridCommandCancelling(GridCommandView? Command, bool IsAnothers = false);

/// <summary>Words for where commands come from that nobody gave here.</summary>
public static class GridCommandSource
{
    /// <summary>An event of an OpenADR server.</summary>
    public const string OpenAdr = "openadr";
}

/// <param name="Before">Continues where a page ended.</param>
/// <param name="Limit">50 unless given, at most 200.</param>
public sealed record GridCommandFilter(Guid? Before = null, int? Limit = null)
{
    public const int MostPerPage = 200;
}

/// <param name="Next">For <see cref="GridCommandFilter.Before"/>; <see langword="null"/> on the last page.</param>
public sealed record GridCommandPage(IReadOnlyList<GridCommandLine> Commands, Guid? Next);

/// <param name="States">How many targets are in which <see cref="GridTargetState"/>.</param>
/// <param name="Source">Of <see cref="GridCommandSource"/>; left out when somebody gave it here.</param>
/// <param name="MayCancel">It is the caller's to take back.</param>
public sealed record GridCommandLine(
    Guid Id, string Scope, double? LimitA, double? LimitW, double? LimitPercent, bool Lock, DateTimeOffset From, DateTimeOffset Until, string Reason, DateTimeOffset IssuedAt,
    IReadOnlyDictionary<string, int> States, string? Source = null, bool MayCancel = false);

/// <param name="Targets">Those that the scope reaches, by name of the site.</param>
/// <param name="Source">Of <see cref="GridCommandSource"/>; left out when somebody gave it here.</param>
/// <param name="MayCancel">It is the caller's to take back.</param>
public sealed record GridCommandView(
    Guid Id, string Scope, double? LimitA, double? LimitW, double? LimitPercent, bool Lock, DateTimeOffset From, DateTimeOffset Until, int RampS, int ReturnWithinS, string Reason,
    DateTimeOffset IssuedAt, Guid? IssuedBy, IReadOnlyList<GridTargetView> Targets, string? Source = null, bool MayCancel = false);

/// <param name="Id">What the device knows the command by.</param>
/// <param name="State">Of <see cref="GridTargetState"/>.</param>
/// <param name="IsOffline">The device was not heard of for a minute: how it stands is as it was.</param>
/// <param name="BeganAt">When the first orders that follow from it were out.</param>
/// <param name="EndedAt">When the site had returned.</param>
/// <param name="Code">Why it is refused.</param>
/// <param name="Effect"><see langword="null"/> before it began.</param>
public sealed record GridTargetView(
    Guid Id, Guid SiteId, string SiteName, Guid? CircuitId, Guid? StationId, string State, bool IsOffline, DateTimeOffset? AcceptedAt, DateTimeOffset? BeganAt, DateTimeOffset? EndedAt,
    DateTimeOffset? CancelledAt, string? Code, string? Message, GridEffect? Effect);

/// <summary>What the site's own meters showed: means over the minute before, and over the time from a minute after the beginning, W; <see langword="null"/> when not known.</summary>
public sealed record GridEffect(double? ChargingBeforeW, double? ChargingDuringW, double? ImportBeforeW, double? ImportDuringW);

public sealed record GridTargetSite(Guid SiteId, string Name, bool IsOffline, IReadOnlyList<GridTargetGroup> Groups);

public sealed record GridTargetGroup(Guid Id, string Name);
