// Runs the load control tests against every mutant in an assembly that Stryker has prepared. Used by mutate.sh.
// Stryker makes the mutants and switches one on by a static field; this runs only the tests that reach it, in a process that stays warm.
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property NoWarn=$(NoWarn);CA1852;CA1861;CA1031
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

// Usage: mutate <folder of the mutated tests> <log of Stryker> <result> [part of a file name, or number of a mutant ...]
return args[0] == "worker" ? Worker.Run(args[1]) : Parent.Run(args[0], args[1], args[2], args[3..]);

internal static partial class Parent
{
    // One test takes longer than all others together; what only that would find counts as survived.
    private const double LongestTestSeconds = 5;

    private static readonly int Workers = int.Parse(Environment.GetEnvironmentVariable("MUTATION_WORKERS") ?? "2", CultureInfo.InvariantCulture);

    public static int Run(string folder, string log, string result, string[] only)
    {
        var (reached, statics, present, seconds) = Coverage(folder);
        var mutants = Read(log, only).Where(mutant => present.Contains(mutant.Id)).ToList(); // without those that do not compile
        var queue = new ConcurrentQueue<Mutant>(mutants);
        var done = 0;
        var threads = Enumerable.Range(0, Workers).Select(_ => new Thread(() =>
        {
            using var worker = new Connection(folder);
            while (queue.TryDequeue(out var mutant))
            {
                var all = statics.Contains(mutant.Id) ? [.. Enumerable.Range(0, seconds.Length)] : reached.GetValueOrDefault(mutant.Id, []);
                // Nearly every mutant that is found at all is found by a quick test; only one that survives those meets the long ones.
                var tests = all.Where(test => seconds[test] <= LongestTestSeconds).OrderBy(test => seconds[test]).ToArray();
                if (statics.Contains(mutant.Id))
                    worker.Restart();
                mutant.Status = tests.Length == 0 ? "NoCoverage" : worker.Ask(mutant.Id, tests, seconds);
                if (statics.Contains(mutant.Id))
                    worker.Restart();
                Console.Error.WriteLine($"{Interlocked.Increment(ref done)} of {mutants.Count}: [{mutant.Id}] {mutant.Status}");
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Write(mutants, result);
        return 0;
    }

    // The log tells of each mutant in turn; the reports leave out those that Stryker does not test itself.
    private static List<Mutant> Read(string log, string[] only)
    {
        var mutants = new List<Mutant>();
        var (file, source) = ("", "");
        foreach (Match match in MutantPattern().Matches(File.ReadAllText(log)))
        {
            if (match.Groups["file"] is { Success: true } path)
                (file, source) = (path.Value[(path.Value.LastIndexOf("Clemap.LoadControl/", StringComparison.Ordinal) + 19)..], File.ReadAllText(path.Value));
            else if (only.Length == 0 || only.Any(part => part == match.Groups["id"].Value || file.Contains(part, StringComparison.Ordinal)))
            {
                var from = match.Groups["from"].Value;
                var line = source[..Math.Max(0, source.IndexOf(from, StringComparison.Ordinal))].Count(letter => letter == '\n') + 1;
                mutants.Add(new Mutant(int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture), file, line, match.Groups["kind"].Value, $"{from} -> {match.Groups["to"].Value}"));
            }
        }

        return mutants;
    }

    [GeneratedRegex("""^\S+\s+\[DBG\] (Mutating "(?<file>[^"]+)"|Mutant (?<id>\d+) created "(?<from>.*?)" -> "(?<to>.*?)" using "Stryker\.Core\.Mutators\.(?<kind>\w+)Mutator")""", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex MutantPattern();

    private static (Dictionary<int, List<int>> Reached, HashSet<int> Statics, HashSet<int> Present, double[] Seconds) Coverage(string folder)
    {
        using var worker = new Connection(folder);
        var answer = JsonSerializer.Deserialize<JsonObject>(worker.Ask("coverage", _ => 900))!;
        var reached = new Dictionary<int, List<int>>();
        var perTest = answer["tests"]!.AsArray();
        for (var test = 0; test < perTest.Count; test++)
        {
            foreach (var id in perTest[test]!.AsArray())
            {
                if (!reached.TryGetValue((int)id!, out var tests))
                    reached[(int)id!] = tests = [];
                tests.Add(test);
            }
        }

        return (reached, Ids(answer["statics"]!), Ids(answer["present"]!), [.. answer["seconds"]!.AsArray().Select(value => (double)value!)]);
    }

    private static HashSet<int> Ids(JsonNode ids) => [.. ids.AsArray().Select(id => (int)id!)];

    private static void Write(List<Mutant> mutants, string result)
    {
        File.WriteAllLines(result, mutants.OrderBy(mutant => mutant.File).ThenBy(mutant => mutant.Line).Where(mutant => mutant.Status is "Survived" or "NoCoverage")
            .Select(mutant => $"{mutant.File}:{mutant.Line} [{mutant.Id}] {mutant.Status} {mutant.Mutator}: {mutant.Replacement.ReplaceLineEndings(" ")}"));
        Console.WriteLine("| File | Mutants | Killed | Survived | Not reached | Score |\n| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var file in mutants.GroupBy(mutant => mutant.File).OrderBy(group => group.Key))
            Print(file.Key, [.. file]);
        Print("All", mutants);
    }

    private static void Print(string name, List<Mutant> mutants)
    {
        int Count(string status) => mutants.Count(mutant => mutant.Status == status);
        var killed = mutants.Count - Count("Survived") - Count("NoCoverage");
        Console.WriteLine($"| {name} | {mutants.Count} | {killed} | {Count("Survived")} | {Count("NoCoverage")} | {100.0 * killed / mutants.Count:0} % |");
    }
}

internal sealed record Mutant(int Id, string File, int Line, string Mutator, string Replacement)
{
    public string Status { get; set; } = "";
}

/// <summary>One worker process; it is replaced when a mutant hangs or brings it down.</summary>
internal sealed class Connection(string folder) : IDisposable
{
    private Process? _process;

    /// <param name="seconds">How long each test takes when nothing is wrong: one that takes many times that hangs.</param>
    public string Ask(int mutant, int[] tests, double[] seconds) =>
        Ask($"{mutant} {string.Join(',', tests)}", place => Math.Max(6, 10 * seconds[tests[Math.Min(place, tests.Length - 1)]]));

    /// <param name="patience">Seconds for each answer, by its place; a dot says that a test has passed.</param>
    public string Ask(string request, Func<int, double> patience)
    {
        _process ??= Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["worker", folder]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _process.StandardInput.WriteLine(request);
        for (var place = 0; _process.StandardOutput.ReadLineAsync() is var answer && answer.Wait(TimeSpan.FromSeconds(patience(place))) && answer.GetAwaiter().GetResult() is { } line; place++)
        {
            if (line != ".")
                return line;
        }

        Restart();
        return "Timeout";
    }

    public void Restart()
    {
        _process?.Kill();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose() => Restart();
}

internal static class Worker
{
    public static int Run(string folder)
    {
        folder = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        AppContext.SetData("APP_CONTEXT_BASE_DIRECTORY", folder);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            File.Exists(folder + name.Name + ".dll") ? context.LoadFromAssemblyPath(folder + name.Name + ".dll") : null;
        var tests = Tests(AssemblyLoadContext.Default.LoadFromAssemblyPath(folder + "Clemap.LoadControl.Tests.dll"));
        var control = AssemblyLoadContext.Default.LoadFromAssemblyPath(folder + "Clemap.LoadControl.dll").GetTypes().Single(type => type.Name == "MutantControl");
        var output = Console.Out;
        while (Console.ReadLine() is { } line)
            output.WriteLine(line == "coverage" ? Coverage(tests(), control) : Try(tests, control, output, line.Split(' ')));
        return 0;
    }

    private static string Try(Func<List<Action>> tests, Type control, TextWriter output, string[] request)
    {
        Field(control, "ActiveMutant").SetValue(null, int.Parse(request[0], CultureInfo.InvariantCulture));
        try
        {
            var all = tests();
            foreach (var test in request[1].Split(','))
            {
                all[int.Parse(test, CultureInfo.InvariantCulture)]();
                output.WriteLine('.');
            }

            return "Survived";
        }
        catch (Exception)
        {
            return "Killed";
        }
        finally
        {
            Field(control, "ActiveMutant").SetValue(null, -1);
        }
    }

    private static string Coverage(List<Action> tests, Type control)
    {
        var seconds = new List<double>();
        var perTest = new List<int[]>();
        var covered = (List<int>)Field(control, "_coveredMutants").GetValue(null)!;
        foreach (var test in tests)
        {
            Field(control, "CaptureCoverage").SetValue(null, true);
            covered.Clear();
            test();
            perTest.Add([.. covered]);
            Field(control, "CaptureCoverage").SetValue(null, false);
            var clock = Stopwatch.StartNew();
            test();
            seconds.Add(clock.Elapsed.TotalSeconds);
        }

        return JsonSerializer.Serialize(new { tests = perTest, seconds, present = Present(control), statics = (List<int>)Field(control, "_coveredStaticMutants").GetValue(null)! });
    }

    // Each mutant stands behind a call of IsActive with its number; those that did not compile were taken out.
    private static List<int> Present(Type control)
    {
        const BindingFlags all = BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var call = new byte[] { 0x28 }.Concat(BitConverter.GetBytes(control.GetMethod("IsActive")!.MetadataToken)).ToArray();
        var ids = new List<int>();
        foreach (var method in control.Assembly.GetTypes().SelectMany(type => type.GetMethods(all).Concat<MethodBase>(type.GetConstructors(all))))
        {
            var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
            for (var at = code.AsSpan().IndexOf(call); at > 0; at += 1 + code.AsSpan(at + 1).IndexOf(call))
            {
                ids.Add(at >= 5 && code[at - 5] == 0x20 ? BitConverter.ToInt32(code, at - 4) : at >= 2 && code[at - 2] == 0x1F ? code[at - 1] : code[at - 1] - 0x16);
                if (code.AsSpan(at + 1).IndexOf(call) < 0)
                    break;
            }
        }

        return ids;
    }

    private static FieldInfo Field(Type type, string name) => type.GetField(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;

    private static Func<List<Action>> Tests(Assembly assembly)
    {
        var methods = (from type in assembly.GetTypes()
                       where type.IsPublic
                       from method in type.GetMethods()
                       where Attributes(method, "FactAttribute").Concat(Attributes(method, "TheoryAttribute")).Any()
                       orderby type.FullName, method.Name
                       select (type, method)).ToList();
        var cases = new List<Action>();
        return () =>
        {
            if (cases.Count > 0)
                return cases;
            foreach (var (type, method) in methods)
            {
                foreach (var row in Rows(type, method))
                    cases.Add(() => method.Invoke(method.IsStatic ? null : Activator.CreateInstance(type), row));
            }

            return cases;
        };
    }

    private static IEnumerable<Attribute> Attributes(MethodInfo method, string name) => method.GetCustomAttributes().Where(attribute => attribute.GetType().Name == name);

    private static List<object?[]> Rows(Type type, MethodInfo method)
    {
        if (method.GetParameters().Length == 0)
            return [[]];
        var rows = new List<object?[]>();
        foreach (dynamic inline in Attributes(method, "InlineDataAttribute"))
            rows.Add(Fit(method, (object?[])inline.Data));
        foreach (dynamic member in Attributes(method, "MemberDataAttribute"))
        {
            var source = (Type?)member.MemberType ?? type;
            var arguments = (object?[])member.Arguments;
            var data = source.GetMethod((string)member.MemberName) is { } function ? function.Invoke(null, arguments) : source.GetProperty((string)member.MemberName)!.GetValue(null);
            foreach (var row in (System.Collections.IEnumerable)data!)
                rows.Add(Fit(method, (object?[])row.GetType().GetInterface("ITheoryDataRow")!.GetMethod("GetData")!.Invoke(row, null)!));
        }

        return rows;
    }

    // Fills in what is left to defaults, and numbers written as another kind of number.
    private static object?[] Fit(MethodInfo method, object?[] row)
    {
        var parameters = method.GetParameters();
        if (parameters.Length == 1 && parameters[0].ParameterType.IsArray && row.Length != 1)
            return [row];
        return
        [
            .. parameters.Select((parameter, index) => index >= row.Length ? parameter.DefaultValue
                : row[index] is IConvertible value && (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) is { IsPrimitive: true } wanted
                    ? Convert.ChangeType(value, wanted, CultureInfo.InvariantCulture) : row[index]),
        ];
    }
}
