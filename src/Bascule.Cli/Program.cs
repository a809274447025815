using Bascule.Cli.Verbs;

return await CommandLine.RunAsync(args);
