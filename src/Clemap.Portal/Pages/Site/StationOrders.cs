using Clemap.Platform.Actions;

namespace Clemap.Portal.Pages.Site;

/// <summary>What a person may have done at stations, and what was ordered there last.</summary>
/// <param name="Locked">Stations that are locked.</param>
/// <param name="Latest">The newest action of each station.</param>
/// <param name="OrderAsync">Orders one; the answer is a sentence when it was refused.</param>
public sealed record StationOrders(IReadOnlySet<Guid> Locked, IReadOnlyDictionary<Guid, ActionView> Latest, Func<ActionFields, Task<string?>> OrderAsync);
