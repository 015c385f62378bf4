using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;

namespace Clemap.Edge.Modbus;

/// <summary>
/// One TCP connection to one address, shared by all units behind it, one request at a time. A broken exchange closes it, so that a late answer
/// can never be taken for the answer to a later question.
/// </summary>
internal sealed class ModbusConnection(string host, int port, ModbusTiming timing, TimeProvider time) : IModbusLink
{
    private const int HeaderBytes = 7;
    private const int MaximumPduBytes = 253;

    private readonly SemaphoreSlim turn = new(1, 1);
    private Socket? socket;
    private ushort transaction;
    private TimeSpan retryIn = timing.FirstRetry;
    private long? notBefore;
    private long? answeredAt;

    /// <summary>Grows with each connection made.</summary>
    public int Generation { get; private set; }

    public int GenerationOf(byte unit) => Generation;

    public async Task<byte[]> ExchangeAsync(byte unit, byte[] request, ModbusManners manners, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (answeredAt is { } before && manners.Gap - Stopwatch.GetElapsedTime(before) is { Ticks: > 0 } rest)
                await Task.Delay(rest, cancellation);
            var open = await OpenAsync(cancellation);
            try
            {
                var answer = await BoundedAsync(stop => AskAsync(open, unit, request, stop), timing.Answer, cancellation);
                answeredAt = Stopwatch.GetTimestamp();
                ModbusAnswer.ThrowIfRefused(request, answer);
                return answer;
            }
            catch (Exception failure) when (failure is not ModbusException { Fault: ModbusFault.Refused })
            {
                Close();
                throw;
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Socket> OpenAsync(CancellationToken cancellation)
    {
        if (socket is not null)
            return socket;
        if (notBefore is { } earliest && time.GetTimestamp() < earliest)
            throw new ModbusException(ModbusFault.Unreachable, $"{host}:{port} did not answer; it is tried again shortly.");

        var fresh = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await BoundedAsync(
                async stop =>
                {
                    await fresh.ConnectAsync(host, port, stop);
                    return true;
                },
                timing.Connect,
                cancellation);
        }
        catch
        {
            fresh.Dispose();
            var wait = retryIn * (0.8 + (0.4 * Random.Shared.NextDouble()));
            notBefore = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
            retryIn = retryIn * 2 < timing.LongestRetry ? retryIn * 2 : timing.LongestRetry;
            throw;
        }
        retryIn = timing.FirstRetry;
        notBefore = null;
        Generation++;
        return socket = fresh;
    }

    private async Task<byte[]> AskAsync(Socket open, byte unit, byte[] request, CancellationToken cancellation)
    {
        transaction++;
        var frame = new byte[HeaderBytes + request.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, transaction);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(4), (ushort)(request.Length + 1));
        frame[6] = unit;
        request.CopyTo(frame, HeaderBytes);
        for (int sent = 0; sent < frame.Length;)
            sent += await open.SendAsync(frame.AsMemory(sent), cancellation);

        var header = new byte[HeaderBytes];
        while (true)
        {
            await FillAsync(open, header, cancellation);
            int pduBytes = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(4)) - 1;
            if (BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) != 0 || pduBytes is < 2 or > MaximumPduBytes)
                throw new ModbusException(ModbusFault.Malformed, $"{host}:{port} sent a header that is not Modbus TCP.");
            var pdu = new byte[pduBytes];
            await FillAsync(open, pdu, cancellation);
            if (BinaryPrimitives.ReadUInt16BigEndian(header) != transaction)
                continue; // An answer to something else is dropped; the right one may still come in time.
            if (header[6] != unit)
                throw new ModbusException(ModbusFault.Malformed, $"{host}:{port} answered for unit {header[6]}, asked was {unit}.");
            return pdu;
        }
    }

    private static async Task FillAsync(Socket open, Memory<byte> target, CancellationToken cancellation)
    {
        while (target.Length > 0)
        {
            int got = await open.ReceiveAsync(target, cancellation);
            if (got == 0)
                throw new ModbusException(ModbusFault.Unreachable, "The device closed the connection in the middle of an answer.");
            target = target[got..];
        }
    }

    private async Task<T> BoundedAsync<T>(Func<CancellationToken, Task<T>> work, TimeSpan longest, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await work(both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ModbusException(ModbusFault.Timeout, $"{host}:{port} gave no answer within {longest.TotalSeconds} s.");
        }
        catch (SocketException broken)
        {
            throw new ModbusException(ModbusFault.Unreachable, $"{host}:{port}: {broken.Message}", cause: broken);
        }
    }

    private void Close()
    {
        socket?.Dispose();
        socket = null;
    }
}
