using System.Globalization;
using Clemap.Contracts.Actions;
using Clemap.Edge.Actions;
using Clemap.Edge.Configuration;
using Clemap.Edge.Modbus;
using Clemap.Edge.Stations;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.ControlLoop;

/// <summary>One station: its samples, and the orders to it. Reads and orders of one station never overlap.</summary>
internal sealed class StationSource(
    StationConfiguration configuration, IStation driver, EnergyRegisters registers, TimeProvider time, ILogger log)
    : Source<StationSample>(configuration.Name, time, log), IDisposable
{
    private static readonly TimeSpan PrepareAgain = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim turn = new(1, 1);
    private int? preparedGeneration;
    private long refusedAt;
    private DeviceProblem? refusal;
    private int orderedGeneration;
    private double? acknowledgedA;
    private double wantedA;
    private bool isLost;
    private DeviceProblem? orderProblem;
    private Task<bool> ordering = Task.FromResult(true);

    public StationConfiguration Configuration { get; } = configuration;

    public StationTraits Traits => new(driver.StepA, driver.FallbackTime);

    /// <inheritdoc cref="IStation.OutsideLimitA"/>
    public double? OutsideLimitA => driver.OutsideLimitA;

    /// <summary>A station that failed is read before it is ordered again, so that what it did while it was alone can be seen.</summary>
    public bool LooksFirst { get; set; }

    /// <summary>The highest order that may be in force: the one acknowledged last, or one that was tried since and may have arrived, A.</summary>
    /// <value><see langword="null"/> when the station may have forgotten it.</value>
    public double? ConfirmedA => driver.Generation == orderedGeneration ? acknowledgedA : null;

    /// <summary>What it does when it is silent; known only when it holds the fallback that was commissioned.</summary>
    public WhenSilent WhenSilent => refusal is not null ? WhenSilent.Unknown : driver.WhenSilent;

    /// <summary>Waits behind a slow read, ahead of the next one. An order that waits already takes the newer value, and nobody waits for it a second time.</summary>
    /// <returns>False when the order is not in force now: the station is silent, or takes no write yet.</returns>
    public Task<bool> OrderAsync(double limitA, CancellationToken cancellation)
    {
        Volatile.Write(ref wantedA, limitA);
        return ordering.IsCompleted ? ordering = OrderInTurnAsync(cancellation) : Task.FromResult(false);
    }

    private async Task<bool> OrderInTurnAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (preparedGeneration is null)
                return false; // nothing is ordered before the station answered once
            if (LooksFirst && isLost)
                return false;
            return await TryAsync(Volatile.Read(ref wantedA), cancellation);
        }
        catch (Exception failure) when (DeviceFailure.Is(failure) && !cancellation.IsCancellationRequested)
        {
            (isLost, orderProblem) = (true, DeviceProblem.Of(failure, Where));
            Report(orderProblem);
            return false;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<bool> TryAsync(double limitA, CancellationToken cancellation)
    {
        double? beforeA = acknowledgedA;
        if (beforeA < limitA)
            acknowledgedA = limitA; // from now on the raise may be in force, also should the answer get lost
        var outcome = await driver.OrderAsync(limitA, cancellation);
        orderProblem = null;
        if (outcome == OrderOutcome.Deferred)
            acknowledgedA = beforeA;
        if (outcome == OrderOutcome.Confirmed)
            (acknowledgedA, orderedGeneration) = (limitA, driver.Generation);
        return outcome == OrderOutcome.Confirmed;
    }

    /// <inheritdoc cref="IStation.ActAsync"/>
    public Task<ActionRefusal?> ActAsync(OrderedAction action, CancellationToken cancellation) => driver.ActAsync(action, cancellation);

    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        try
        {
            await driver.ReleaseAsync(cancellation);
        }
        catch (Exception failure) when (DeviceFailure.Is(failure))
        {
            Report(DeviceProblem.Of(failure, Where));
        }
    }

    /// <summary>Writes the fallback anew and reads it back, for the commissioning.</summary>
    /// <returns>What is wrong; <see langword="null"/> when the station holds it.</returns>
    public async Task<DeviceProblem?> ProveFallbackAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await PrepareAsync(cancellation);
            return refusal;
        }
        catch (Exception failure) when (DeviceFailure.Is(failure) && !cancellation.IsCancellationRequested)
        {
            return DeviceProblem.Of(failure, Where);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    protected override string Where => Configuration switch
    {
        { Host.Length: > 0 } => Configuration.Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{Configuration.Host}:{port}") : Configuration.Host,
        { Serial.Device: var line } => line,
        { Ocpp.Identity: var identity } => identity,
        _ => Name,
    };

    protected override async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            isLost = true;
            var sample = registers.Complete(Configuration.Id, await driver.ReadAsync(cancellation));
            isLost = false;
            if (preparedGeneration != driver.Generation || (refusal is not null && Time.GetElapsedTime(refusedAt) > PrepareAgain))
                await PrepareAsync(cancellation);
            Report(refusal ?? orderProblem);
            return sample;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        try
        {
            await driver.PrepareAsync(cancellation);
            refusal = null;
        }
        catch (Exception wrong) when (wrong is StationException or ModbusException { Fault: ModbusFault.Refused })
        {
            // It is still controlled, since that is safer than leaving it alone, and shown as a problem until the fallback is right.
            (refusal, refusedAt) = (DeviceProblem.Of(wrong, Where), Time.GetTimestamp());
        }
        preparedGeneration = driver.Generation;
    }
}
