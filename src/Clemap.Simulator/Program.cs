using Clemap.Simulator;
using Clemap.Simulator.Cli;

const string usage = """
    clemap-simulator run --config FILE [--state FILE]
        a simulated site in real time, on the ports of the configuration, until SIGINT or SIGTERM
    clemap-simulator models
        the stations and meters that a configuration can name, with protocol and port
    clemap-simulator history --config FILE --from ISO --to ISO [--state FILE]
        the same site in virtual time; its recording goes to standard output
    clemap-simulator allocate FILE
        how the current is shared in the load-control cases of a file
    clemap-simulator simulate SCENARIO [--rule NAME] [--days N] [--seed N] [--visits] [--json] [--record FILE]
        a scenario by name or file in virtual time; prints the figures of the run; --json prints them on one line
        rules: clemap, fcfs, equal, proportional, slices, static
        --record writes down each cycle, to be replayed; packed when the name ends with .gz
    clemap-simulator replay FILE
        decides a recorded day again and compares every order, to the last bit
    clemap-simulator simulate list | schema
        the scenarios that come with it; the format of a scenario as JSON Schema
    """;

try
{
    switch (args)
    {
        case ["run", .. var rest]:
            return await RunCommand.RunAsync(rest, TimeProvider.System);
        case ["models"]:
            return ModelsCommand.Run();
        case ["history", .. var rest]:
            return HistoryCommand.Run(rest);
        case ["allocate", var path]:
            return AllocateCommand.Run(path);
        case ["simulate", var scenario, .. var rest]:
            return SimulateCommand.Run(scenario, rest, TimeProvider.System);
        case ["replay", var recording]:
            return ReplayCommand.Run(recording);
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
