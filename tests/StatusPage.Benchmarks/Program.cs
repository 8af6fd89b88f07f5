using StatusPage.Benchmarks;

// Ratios from one run on one machine. `dotnet run -c Release --project tests/StatusPage.Benchmarks [serving|fanout|rendering|start|queue]`; all without a word.
return args switch
{
    ["sink"] => await SinkProcess.Run(),
    ["bare", var port, var folder] => await BareServer.Run(port, folder),
    [] => await All(["rendering", "start", "serving", "fanout", "queue"]),
    _ => await All(args),
};

static async Task<int> All(string[] names)
{
    foreach (var name in names)
    {
        Report.Title(name);
        switch (name)
        {
            case "serving":
                await ServingBenchmark.Run();
                break;
            case "fanout":
                await FanOutBenchmark.Run();
                break;
            case "rendering":
                await RenderingBenchmark.Run();
                break;
            case "start":
                await StartBenchmark.Run();
                break;
            case "queue":
                await QueueBenchmark.Run();
                break;
            default:
                await System.Console.Error.WriteLineAsync($"There is no benchmark {name}. There are: serving, fanout, rendering, start, queue.");
                return 1;
        }
    }

    return 0;
}
