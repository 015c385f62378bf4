namespace Clemap.Edge.Modbus;

/// <summary>Bytes to and from a bus; nothing in it knows of frames.</summary>
internal interface ILine : IDisposable
{
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <returns>How many came, at least one.</returns>
    ValueTask<int> ReceiveAsync(Memory<byte> target, CancellationToken cancellation);

    /// <summary>Throws away what came unasked.</summary>
    void Discard();
}
