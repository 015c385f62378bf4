namespace Clemap.Edge.Meters;

/// <summary>One protocol family of meters.</summary>
internal interface IMeter
{
    Task<MeterSample> ReadAsync(CancellationToken cancellation);
}
