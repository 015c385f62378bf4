namespace Clemap.Platform.Support;

/// <summary>Who the platform's support people are: the operator says so, never an organisation. It gives nothing by itself.</summary>
public interface ISupportPeople
{
    /// <summary>Makes these the support people, and nobody else.</summary>
    Task SetAsync(IReadOnlyCollection<Guid> personIds, CancellationToken cancellationToken);
}
