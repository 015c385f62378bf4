namespace Clemap.Simulator.Serial;

/// <summary>How a message is put on a serial line and found again there.</summary>
internal interface ISerialFraming
{
    /// <summary>Takes the first message off what was received.</summary>
    /// <param name="frame">Unit id and protocol data unit; absent when the bytes are no sound message.</param>
    /// <param name="consumed">Bytes that are done with.</param>
    /// <returns><see langword="false"/> when more must be received first.</returns>
    bool Next(ReadOnlySpan<byte> received, out byte[]? frame, out int consumed);

    /// <returns>Bytes written to <paramref name="message"/>.</returns>
    int Wrap(byte unit, ReadOnlySpan<byte> pdu, Span<byte> message);
}
