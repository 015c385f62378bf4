using System.Runtime.InteropServices;
using Clemap.Identity;
using Clemap.Identity.Keys;
using Clemap.Server;
using Clemap.Server.Commands;
using Clemap.Server.Configuration;
using Clemap.Server.Postgres;

// Before the host listens to signals itself: a stop while it starts must not leave the private PostgreSQL behind.
using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    if (Command.Of(args) is { } command)
        return await command(Console.Out, Console.Error, stop.Token);
    await using var server = await ClemapServer.StartAsync(args, stop.Token);
    await server.App.WaitForShutdownAsync();
    return 0;
}
catch (Exception failure) when (failure is SettingsException or IdentitySettingsException or KeyEncryptionException or PrivatePostgresException or IOException)
{
    // IOException: the address is in use, or the disk refuses.
    await Console.Error.WriteLineAsync(failure.Message);
    return 2;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 0;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
