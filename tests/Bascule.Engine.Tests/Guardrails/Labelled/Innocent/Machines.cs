using System.Text;

namespace Bascule.Engine.Tests.Guardrails.Labelled.Innocent;

/// <summary>What machines write and people paste: programs, logs, tables of numbers. Nobody is in them.</summary>
internal static class Machines
{
    private const string Hex = "0123456789abcdef";

    private static readonly string[] Words =
        ["order", "batch", "retry", "offset", "buffer", "cursor", "window", "token", "header", "payload", "queue", "shard", "index", "cache", "parser", "matrix", "vector", "socket", "worker", "stage", "total", "limit", "frame", "state"];

    // §w and §v are words, §c the first with a capital, §n a number, §d a digit, §e one that fits a date, §h a hash, §u a uuid.
    private static readonly string[] Snippets =
    [
        "public sealed class §cReader(Stream source)\n{\n    private const int Max§c = §n;\n\n    public int Read(Span<byte> §w)\n    {\n        var §v = source.Read(§w);\n        return §v == 0 ? -1 : §v + §n;\n    }\n}\n",
        "def §w_§v(items: list[int], limit: int = §n) -> int:\n    \"\"\"Return the largest §w below limit.\"\"\"\n    best = 0\n    for i, item in enumerate(items):\n        if item < limit and item > best:\n            best = item\n    return best * §n\n",
        "import { useState, useEffect } from 'react';\nimport { §w } from './§v.js';\n\nexport function §cPanel({ title }) {\n  const [§w, set§c] = useState(§n);\n  useEffect(() => { set§c(x => x + §n); }, [§w]);\n  return <div className=\"§w-§v\">{title}: {§w}</div>;\n}\n",
        "func (s *§cStore) Put(ctx context.Context, §w string, n int64) error {\n\tif n > §n {\n\t\treturn fmt.Errorf(\"§w %q: %d is too large\", §w, n)\n\t}\n\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n\ts.§v[§w] = n\n\treturn nil\n}\n",
        "impl Iterator for §cIter {\n    type Item = u32;\n\n    fn next(&mut self) -> Option<u32> {\n        self.§w += §n;\n        if self.§w < §n { Some(self.§w) } else { None }\n    }\n}\n",
        "SELECT §w, COUNT(*) AS §v, AVG(amount) FROM §cTable\nWHERE created_at >= '2024-01-15' AND state IN ('Open', 'Closed')\nGROUP BY §w HAVING COUNT(*) > §n ORDER BY §v DESC LIMIT §n;\n",
        "#!/usr/bin/env bash\nset -euo pipefail\nfor §w in $(seq 1 §n); do\n  curl -sS \"http://localhost:8080/§w/$§w\" | jq '.§v' >> out-§n.txt\ndone\n",
        "package org.example.§w;\n\n@Component\npublic class §cService {\n    private final Map<String, Integer> §w = new HashMap<>();\n\n    @Override\n    public String toString() { return \"C{\" + §w.size() + \" of §n}\"; }\n}\n",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: §w-§v\nspec:\n  replicas: §n\n  template:\n    spec:\n      containers:\n        - name: §w\n          image: registry.example/§w@sha256:§h\n          ports: [{ containerPort: 8080 }]\n",
        "#include <vector>\n#include <cstdint>\n\nstd::vector<uint8_t> §w(const std::vector<uint8_t>& in) {\n  std::vector<uint8_t> out; out.reserve(in.size() + §n);\n  for (auto b : in) out.push_back(b ^ 0x§n);\n  return out;\n}\n",
        "diff --git a/src/§w.c b/src/§w.c\nindex 83db48f..bf26a1c 100644\n--- a/src/§w.c\n+++ b/src/§w.c\n@@ -§n,7 +§n,9 @@ static int §w(void)\n-\treturn §n;\n+\treturn §v(§n) + §n;\n",
        "{\"name\": \"§w-§v\", \"version\": \"1.§n.0\", \"dependencies\": {\"§w\": \"^2.§n.1\", \"§v\": \"~0.§n.0\"}, \"integrity\": \"sha512-§h\"}\n",
        "Unhandled exception. System.InvalidOperationException: Sequence contains no elements\n   at System.Linq.ThrowHelper.ThrowNoElementsException()\n   at Example.§cReader.Next(Int32 §w) in /src/§cReader.cs:line §n\n   at Example.Program.Main(String[] args) in /src/Program.cs:line §n\n",
        "Traceback (most recent call last):\n  File \"/app/§w.py\", line §n, in <module>\n    §v(§n)\n  File \"/app/§v.py\", line §n, in §v\n    raise ValueError(\"§w must be below §n\")\nValueError: §w must be below §n\n",
    ];

    private static readonly string[] LogLines =
    [
        "2025-03-1§e 0§e:1§e:2§e,§d§d§d INFO  [main] o.e.§cService - Started §cService in §n ms",
        "[2026-0§e-1§eT1§e:2§e:3§eZ] \"GET /v1/§w/§n HTTP/1.1\" 200 §n \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\" §d§d",
        "Mar 1§e 0§e:1§e:2§e host-§n kernel: [§d§d§d§d.§d§d§d§d§d§d] §w: link up, §n Mbps",
        "level=warn ts=17§d§d§d§d§d§d§d§d msg=\"§w is slow\" duration=§n.§nms id=§u shard=§n",
        "time=\"2025-0§e-1§eT0§e:1§e:2§e+02:00\" level=error msg=\"§w failed\" commit=§h attempt=§n",
        "I0§e1§e 1§e:2§e:3§e.§d§d§d§d§d§d   §n §cPool.go:§n] §w §u is Ready",
        "{\"t\":\"2025-0§e-1§eT0§e:1§e:2§e.§d§d§dZ\",\"lvl\":\"info\",\"req\":\"§u\",\"bytes\":§d§d§d§d,\"ms\":§n,\"build\":\"4.§n.§n\"}",
        "  §n: 0x00007f§d§d§d§d§d§d§d§d§d§d in §w () from /usr/lib/lib§v.so.§n",
        "[build] Step §n/§n : COPY --from=§w /out /app  ---> §h",
        "INFO order §d§d§d§d§d§d§d§d shipped, weight §n.§d§d kg, parcel §n of §n",
    ];

    public static string Code(Dice dice) => Filled(dice.Pick(Snippets), dice);

    public static string Log(Dice dice) => string.Join('\n', Enumerable.Range(0, dice.Between(2, 8)).Select(_ => Filled(dice.Pick(LogLines), dice)));

    public static string Numbers(Dice dice)
    {
        var (columns, separator, text) = (dice.Between(3, 7), dice.Pick(["\t", ",", ";", " | ", "  "]), new StringBuilder());
        text.AppendJoin(separator, Enumerable.Range(0, columns).Select(_ => dice.Pick(Words))).Append('\n');
        for (var row = dice.Between(3, 12); row > 0; row--)
        {
            text.AppendJoin(separator, Enumerable.Range(0, columns).Select(_ => dice.Below(5) switch
            {
                0 => $"{dice.Between(0, 9999)}.{dice.Digits(2)}",
                1 => $"{dice.Between(1, 99)}%",
                2 => $"{dice.Between(2018, 2026)}-{dice.Between(1, 12):00}-{dice.Between(1, 28):00}",
                3 => $"-{dice.Between(1, 999)}",
                _ => dice.Between(0, 99999).ToString(),
            })).Append('\n');
        }

        return text.ToString();
    }

    private static string Filled(string template, Dice dice)
    {
        var (word, second) = (dice.Pick(Words), dice.Pick(Words));
        var parts = template.Split('§');
        return parts[0] + string.Concat(parts.Skip(1).Select(part => part[0] switch
        {
            'w' => word,
            'v' => second,
            'c' => char.ToUpperInvariant(word[0]) + word[1..],
            'n' => dice.Between(2, 120).ToString(),
            'd' => dice.Digits(1),
            'e' => dice.Between(1, 3).ToString(),
            'h' => dice.From(Hex, 40),
            _ => $"{dice.From(Hex, 8)}-{dice.From(Hex, 4)}-4{dice.From(Hex, 3)}-9{dice.From(Hex, 3)}-{dice.From(Hex, 12)}",
        } + part[1..]));
    }
}
