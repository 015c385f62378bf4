namespace Clemap.Platform.GridCommands;

/// <summary>Which meter a metering point of the grid operator is. Whoever accounts for energy knows it and puts this in place.</summary>
public interface IMeteringPoints
{
    /// <summary>Those of the organisation in scope, at the sites that the scope reaches; an id that is not known is left out.</summary>
    /// <param name="ids">33 characters each.</param>
    Task<IReadOnlyList<KnownMeteringPoint>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);
}

/// <param name="SourceId">The meter.</param>
public sealed record KnownMeteringPoint(string Id, Guid SiteId, Guid SourceId);

/// <summary>Where nobody accounts for energy no metering point is known.</summary>
internal sealed class NoMeteringPoints : IMeteringPoints
{
    public Task<IReadOnlyList<KnownMeteringPoint>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<KnownMeteringPoint>>([]);
}
