using Clemap.Edge;

return await EntryPoint.RunAsync(args, Console.Out, Console.Error);
