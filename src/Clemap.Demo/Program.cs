using System.CommandLine;
using Clemap.Demo;

var port = new Option<int?>("--port") { Description = "Port of the portal and the API on 127.0.0.1; 8080 unless given." };
var data = new Option<string?>("--data") { Description = "Folder for everything the demo keeps; .data unless given." };
var fresh = new Option<bool>("--fresh") { Description = "Deletes what an earlier demo kept in the folder, and begins anew." };
var check = new Option<bool>("--check") { Description = "Walks through the whole product without a person, in a folder of its own, and stops." };
var stay = new Option<bool>("--stay") { Description = "With --check: goes on running after the last step, until it is interrupted." };
var figures = new Option<string?>("--figures") { Description = "With --check: a file for what the run measured of itself, as JSON." };
var programs = new Option<string>("--programs") { Description = "Folder of the built programs.", Required = true, Hidden = true };

var command = new RootCommand("Starts the server, a simulated site and its controller, and shows how to sign in.")
{
    port, data, fresh, check, stay, figures, programs,
};
command.SetAction(async (words, cancellationToken) =>
{
    try
    {
        var options = DemoOptions.From(
            words.GetValue(port), words.GetValue(data), words.GetValue(fresh), words.GetValue(check), words.GetValue(stay), words.GetValue(figures), words.GetValue(programs)!);
        return await DemoRun.RunAsync(options, cancellationToken);
    }
    catch (DemoException failure)
    {
        await Console.Error.WriteLineAsync(failure.Message);
        return 1;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        return 130;
    }
});
// Stopping four programs in order takes a few seconds.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(40) });
