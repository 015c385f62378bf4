using Clemap.Simulator;
using Clemap.Simulator.Cli;

const string usage = """
    clemap-simulator run --config FILE [--state FILE]
        a simulated site in real time, on the ports of the configuration, until SIGINT or SIGTERM
    clemap-simulator history --config FILE --from ISO --to ISO [--state FILE]
        the same site in virtual time; its recording goes to standard output
    clemap-simulator allocate FILE
        how the current is shared in the load-control cases of a file
    """;

try
{
    switch (args)
    {
        case ["run", .. var rest]:
            return await RunCommand.RunAsync(rest, TimeProvider.System);
        case ["history", .. var rest]:
            return HistoryCommand.Run(rest);
        case ["allocate", var path]:
            return AllocateCommand.Run(path);
        case ["--help" or "-h" or "help"]:
            Console.WriteLine(usage);
            return 0;
        default:
            Console.Error.WriteLine(usage);
            return 2;
    }
}
catch (UserErrorException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
