namespace Clemap.Edge.DigitalIo;

/// <summary>A contact that something else opens and closes.</summary>
internal interface IDigitalInput
{
    /// <exception cref="IOException">It cannot be read; nothing is known of it then.</exception>
    Task<bool> IsClosedAsync(CancellationToken cancellation);
}
