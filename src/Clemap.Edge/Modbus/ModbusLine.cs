using System.Net.Sockets;

namespace Clemap.Edge.Modbus;

/// <summary>
/// A bus with many units, spoken to one after the other. What came unasked before a request is thrown away; frames of others, and such as cannot be
/// the answer, are passed over. A unit that did not answer counts as away until it answers again, and is asked more seldom: each of its silences
/// costs the others a second.
/// </summary>
internal sealed class ModbusLine(
    Func<CancellationToken, Task<ILine>> open, IModbusFraming framing, TimeSpan quiet, string name, ModbusTiming timing, TimeProvider time) : IModbusLink
{
    /// <summary>After so many silences in a row, of any units, the line itself is opened anew: a converter that was restarted may not tell.</summary>
    private const int LongestSilence = 3;

    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Dictionary<byte, (long Until, TimeSpan Next)> waits = [];
    private readonly Dictionary<byte, int> generations = [];
    private readonly HashSet<byte> present = [];
    private readonly Lock gate = new();
    private ILine? line;
    private long notBefore;
    private TimeSpan retryIn = timing.FirstRetry;
    private int silences;

    public int GenerationOf(byte unit)
    {
        lock (gate)
            return generations.GetValueOrDefault(unit);
    }

    public async Task<byte[]> ExchangeAsync(byte unit, byte[] request, ModbusManners manners, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (waits.TryGetValue(unit, out var wait) && time.GetTimestamp() < wait.Until)
                throw new ModbusException(ModbusFault.Unreachable, $"Unit {unit} on {name} did not answer; it is tried again shortly.");
            for (int attempt = 0; ; attempt++)
            {
                try
                {
                    return await OnceAsync(unit, request, manners, cancellation);
                }
                catch (ModbusException silent) when (silent.Fault == ModbusFault.Timeout && attempt < manners.Retries)
                {
                    continue;
                }
            }
        }
        catch (ModbusException failure) when (failure.Fault != ModbusFault.Refused)
        {
            lock (gate)
                present.Remove(unit);
            if (failure.Fault == ModbusFault.Timeout)
                Wait(unit);
            throw;
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

    private async Task<byte[]> OnceAsync(byte unit, byte[] request, ModbusManners manners, CancellationToken cancellation)
    {
        var bus = await OpenAsync(cancellation);
        try
        {
            bus.Discard();
            var answer = await BoundedAsync(stop => AskAsync(bus, unit, request, stop), timing.Answer, cancellation);
            ModbusAnswer.ThrowIfRefused(request, answer);
            Answered(unit);
            return answer;
        }
        catch (ModbusException refused) when (refused.Fault == ModbusFault.Refused)
        {
            Answered(unit);
            throw;
        }
        catch (ModbusException broken) when (broken.Fault == ModbusFault.Unreachable)
        {
            Close();
            throw;
        }
        finally
        {
            var rest = manners.Gap > quiet ? manners.Gap : quiet;
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<byte[]> AskAsync(ILine bus, byte unit, byte[] request, CancellationToken cancellation)
    {
        await bus.SendAsync(framing.Frame(unit, request), cancellation);
        var received = new List<byte>();
        var buffer = new byte[256];
        while (true)
        {
            int got = await bus.ReceiveAsync(buffer, cancellation);
            received.AddRange(buffer.AsSpan(0, got));
            while (framing.TryTake(received, out byte from, out byte[] answer))
                if (from == unit && ModbusAnswer.Fits(request, answer))
                    return answer;
        }
    }

    private async Task<ILine> OpenAsync(CancellationToken cancellation)
    {
        if (line is not null)
            return line;
        if (time.GetTimestamp() < notBefore)
            throw new ModbusException(ModbusFault.Unreachable, $"{name} did not open; it is tried again shortly.");
        try
        {
            line = await BoundedAsync(open, timing.Connect, cancellation);
            retryIn = timing.FirstRetry;
            return line;
        }
        catch (ModbusException)
        {
            notBefore = time.GetTimestamp() + (long)(retryIn.TotalSeconds * time.TimestampFrequency);
            retryIn = retryIn * 2 < timing.LongestRetry ? retryIn * 2 : timing.LongestRetry;
            throw;
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
            throw new ModbusException(ModbusFault.Timeout, $"{name} gave no answer within {longest.TotalSeconds} s.");
        }
        catch (Exception broken) when (broken is SocketException or (IOException and not ModbusException) or InvalidOperationException)
        {
            throw new ModbusException(ModbusFault.Unreachable, $"{name}: {broken.Message}", cause: broken);
        }
    }

    private void Wait(byte unit)
    {
        var next = waits.TryGetValue(unit, out var before) ? before.Next : timing.FirstRetry;
        waits[unit] = (time.GetTimestamp() + (long)(next.TotalSeconds * time.TimestampFrequency), next * 2 < timing.LongestRetry ? next * 2 : timing.LongestRetry);
        if (++silences >= LongestSilence)
            Close();
    }

    private void Answered(byte unit)
    {
        waits.Remove(unit);
        silences = 0;
        lock (gate)
            if (present.Add(unit))
                generations[unit] = generations.GetValueOrDefault(unit) + 1;
    }

    private void Close()
    {
        line?.Dispose();
        (line, silences) = (null, 0);
        lock (gate)
            present.Clear();
    }
}
