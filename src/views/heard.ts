import type { Catalogue } from '../base/say'

/**
 * What the gateway, the readers and saved timelines say in English, for `sayHeard`; `{names}` stand for anything. Those that a user meets
 * most: what is not here is shown as it came. The first that fits wins.
 */
export const heard: Catalogue = {
  ...sayGcs(),
  '{what}, in a report': '{what}，取自报告',
  '{what}, in a PNG image': '{what}，取自 PNG 图片',
  '{what}, gzipped': '{what}，gzip',
  'pasted text': '粘贴的文本',
  '{count} files': '{count} 个文件',
  'Reading failed for a reason that Memlane did not foresee: {error}': '读取失败，原因是 Memlane 未预料到的：{error}',
  'own share {share} %': '自身占 {share} %',
  'nobody asked: the gateway was not running, or this page was away': '没有轮询：网关未运行，或此页面不在前台',
  'not asked, because Memlane was not running': '没有轮询：Memlane 未运行',
  'not asked, because nobody was watching (--idle-every off)': '没有轮询：无人观察（--idle-every off）',
  'not asked, because the computer that runs Memlane was asleep': '没有轮询：运行 Memlane 的计算机处于休眠',
  'not recorded: the disk could not be written, and {count} samples were too many to wait in memory':
    '未录制：磁盘无法写入，且等待的 {count} 个样本超出内存可容纳的数量',
  'connection refused': '连接被拒绝',
  'host name not found': '找不到主机名',
  'host unreachable': '主机不可达',
  'not valid HTTP': '不是有效的 HTTP',
  'broken compression': '压缩数据损坏',
  'connection closed': '连接被关闭',
  'no connection': '无法连接',
  'certificate expired': '证书已过期',
  'certificate of another name': '证书名称不符',
  'no TLS spoken': '对端不支持 TLS',
  'certificate not trusted': '证书不受信任',
  'TLS failed': 'TLS 失败',
  'answer cut off': '应答被截断',
  'compressed in another way': '压缩方式不符',
  'answer too large': '应答过大',
  'address not allowed': '地址不被允许',
  'not running': '未运行',
  'the answer could not be read': '应答无法读取',
  'not a memory profile': '不是内存 Profile',
  'a login page': '登录页面',
  'a newer format': '更新的格式',
  'not a valid profile': '不是有效的 Profile',
  'profile too large': 'Profile 过大',
  'profile too deep': 'Profile 嵌套过深',
  'an empty answer': '空应答',
  'no connection within {time}': '{time}内无法连接',
  'no answer within {time}': '{time}内没有应答',
  'answer not complete within {time}': '{time}内应答不完整',
  'no connection in time': '未按时连接',
  'no answer in time': '未按时应答',
  'answer not complete in time': '应答未按时完成',
  'redirect (HTTP {status})': '重定向（HTTP {status}）',
  'sign-in needed (HTTP {status})': '需要登录（HTTP {status}）',
  'The target answered with HTTP status {status}: it has no page /profile. Check that the address is a Doris BE of 3.0 or newer (its web server, port 8040 unless changed) or another program that serves /profile.':
    '目标返回 HTTP {status}：没有 /profile 页面。请检查地址是否为 3.0 及以上的 Doris BE（其 Web 服务端口，默认 8040），或其他提供 /profile 的程序。',
  'The target answered with HTTP status {status}: it is busy. Memlane waits and asks again.':
    '目标返回 HTTP {status}：繁忙。Memlane 会等待后重试。',
  'The target answered with HTTP status {status}: it could not answer. Look into its own log.':
    '目标返回 HTTP {status}：无法应答。请查看其自身日志。',
  'The target refuses connections: nothing listens at its address. Check that it runs and that the port is the one of its web server.':
    '目标拒绝连接：该地址没有程序在监听。请检查它是否在运行，端口是否为其 Web 服务端口。',
  'The host name of the target cannot be resolved. Check its spelling and this computer’s DNS.':
    '无法解析目标的主机名。请检查拼写和本机 DNS。',
  'There is no way through the network to the target. Check the network, the VPN and the firewall.':
    '网络无法到达目标。请检查网络、VPN 和防火墙。',
  'What the target sent is not valid HTTP. Check that the address is the one of its web server, and http or https as it speaks.':
    '目标返回的不是有效的 HTTP。请检查地址是否为其 Web 服务，以及 http / https 是否正确。',
  'The answer says that it is gzip and cannot be decompressed. It was discarded; the last good sample is kept.':
    '应答声明为 gzip 但无法解压。已丢弃；保留最后一个有效样本。',
  'The target closed the connection before it answered. It may be starting, stopping, or speak https where http was asked for.':
    '目标在应答前关闭了连接。它可能正在启动、停止，或应使用 https 而非 http。',
  'The target could not be asked ({code}). Check its address and the network.': '无法请求目标（{code}）。请检查其地址和网络。',
  'The certificate of the target has expired. Renew it; Memlane does not ignore errors of TLS.':
    '目标的证书已过期。请更新证书；Memlane 不会忽略 TLS 错误。',
  'The certificate of the target is for another name. Use the name that stands in the certificate in --target.':
    '目标的证书属于另一个名称。请在 --target 中使用证书上的名称。',
  'The target does not speak TLS on this port. Write http:// instead of {scheme}// in --target.':
    '目标在此端口不支持 TLS。请在 --target 中用 http:// 代替 {scheme}//。',
  'The certificate of the target is signed by nobody whom this computer trusts. Give the certificate of its authority with --ca FILE.':
    '目标的证书不是由本机信任的机构签发。请用 --ca FILE 指定其 CA 证书。',
  'No secure connection to the target came about. Check its certificate and which versions of TLS it speaks.':
    '无法与目标建立安全连接。请检查其证书和所支持的 TLS 版本。',
  'No connection to the target came about {within}. Check its address, the network and the firewall.':
    '{within}未能连接目标。请检查其地址、网络和防火墙。',
  'The target took the connection and did not answer {within}. It may be hanging or overloaded.':
    '目标接受了连接，但{within}没有应答。它可能已挂起或过载。',
  'The answer of the target was not complete {within}; {bytes} bytes had come and were discarded. The target or the network is too slow.':
    '目标的应答{within}未能完成；已收到的 {bytes} 字节被丢弃。目标或网络过慢。',
  'in time': '规定时间内',
  'The answer of the target was cut off after {bytes} bytes. It was discarded as a whole; the last good sample is kept.':
    '目标的应答在 {bytes} 字节后被截断。已整体丢弃；保留最后一个有效样本。',
  'The target answered with a redirect (HTTP {status}), which Memlane never follows. Give the address of the backend itself in --target.':
    '目标返回重定向（HTTP {status}），Memlane 从不跟随。请在 --target 中给出 BE 自身的地址。',
  'The target asks for a user and a password (HTTP {status}). Start Memlane with --credentials FILE, where FILE has mode 0600 and holds {example}.':
    '目标要求用户名和密码（HTTP {status}）。请用 --credentials FILE 启动 Memlane，FILE 权限为 0600，内容为 {example}。',
  'The target knows the user of --credentials and refuses (HTTP 403): that user needs more rights, at a Doris BE those of an administrator. Change the file and start Memlane again.':
    '目标认识 --credentials 中的用户但拒绝访问（HTTP 403）：该用户权限不足，Doris BE 需要管理员权限。请修改文件后重启 Memlane。',
  'The target does not take the user and the password of --credentials (HTTP 401). Correct the file and start Memlane again.':
    '目标不接受 --credentials 中的用户名和密码（HTTP 401）。请更正文件后重启 Memlane。',
  'The answer is compressed in a way that was not asked for: only gzip, once, is read. Look for a proxy in between that compresses again.':
    '应答的压缩方式不是所要求的：只读取一层 gzip。请检查中间是否有代理再次压缩。',
  'The answer of the target is too large: {what}. It was discarded; the last good sample is kept.':
    '目标的应答过大：{what}。已丢弃；保留最后一个有效样本。',
  'The name of the target leads to an address that Memlane does not connect to: link-local, metadata service, multicast, unspecified, or this computer under another name. Check --target and DNS.':
    '目标名称指向 Memlane 不会连接的地址：链路本地、元数据服务、组播、未指定地址，或以其他名称指向本机。请检查 --target 和 DNS。',
  'The page of the target ends early. It was discarded; the last good sample is kept.':
    '目标的页面不完整。已丢弃；保留最后一个有效样本。',
  'The answer of the target is not UTF-8 text, as JSON must be.': '目标的应答不是 UTF-8 文本，而 JSON 必须是。',
  'The answer of the target could not be read because of a defect in Memlane; its log says more. The last good sample is kept.':
    '由于 Memlane 的缺陷，目标的应答无法读取；详见其日志。保留最后一个有效样本。',
  'The disk under {folder} is full: make room there.': '{folder} 所在磁盘已满：请腾出空间。',
  'The quota of the disk under {folder} is used up: make room there.': '{folder} 所在磁盘的配额已用尽：请腾出空间。',
  'The disk under {folder} is read-only: mount it so that it can be written.': '{folder} 所在磁盘为只读：请以可写方式挂载。',
  'Memlane may not write in {folder}: give its user the right to.': 'Memlane 无权写入 {folder}：请授予其用户权限。',
  'The folder {folder} is gone: bring it back, or make it again.': '目录 {folder} 已不存在：请恢复或重新创建。',
  'The disk under {folder} does not answer: see whether it is still connected.':
    '{folder} 所在磁盘没有响应：请检查是否仍然连接。',
  'The process restarted: pid {old} became {now}. Peaks begin anew.': '进程重启：pid {old} 变为 {now}。峰值重新开始。',
  'The process restarted with the same pid. Peaks begin anew.': '进程以相同 pid 重启。峰值重新开始。',
  'The process restarted: the peak of its memory began anew.': '进程重启：内存峰值重新开始。',
  'The process restarted: pid {old} before, {now} after.': '进程重启：此前 pid {old}，此后 pid {now}。',
  'The process restarted: it says another start time than before.': '进程重启：上报的启动时间与此前不同。',
  'The process restarted.': '进程重启。',
  'The process started.': '进程启动。',
  'The clock of the computer that runs Memlane was set back by {seconds} s; the times here go on without the step.':
    '运行 Memlane 的计算机时钟被回拨 {seconds} s；此处的时间不受影响。',
  'The kernel killed {process} (pid {pid}) because its cgroup ran out of memory: {sizes}.':
    '内核杀死了 {process}（pid {pid}），因为其 cgroup 内存耗尽：{sizes}。',
  'The kernel killed {process} (pid {pid}) because its cgroup ran out of memory.':
    '内核杀死了 {process}（pid {pid}），因为其 cgroup 内存耗尽。',
  'The kernel killed {process} (pid {pid}) because the machine ran out of memory: {sizes}.':
    '内核杀死了 {process}（pid {pid}），因为主机内存耗尽：{sizes}。',
  'The kernel killed {process} (pid {pid}) because the machine ran out of memory.':
    '内核杀死了 {process}（pid {pid}），因为主机内存耗尽。',
  'Query or load {id} ended; its peak was not readable.': '查询或导入 {id} 结束；峰值无法读取。',
  'Query or load {id} ended; its peak was {peak}, its limit {limit}.': '查询或导入 {id} 结束；峰值 {peak}，上限 {limit}。',
  'Query or load {id} ended; its peak was {peak}.': '查询或导入 {id} 结束；峰值 {peak}。',
  'A GC cancelled {task}, which used {size}.': 'GC 取消了 {task}，其占用 {size}。',
  'From here on the log is of generation {source}, before of {generation}: another version of Doris.':
    '自此日志为格式代次 {source}，此前为 {generation}：Doris 版本不同。',
  'The process ended itself: {text}': '进程自行终止：{text}',
  'The process crashed: {what}.': '进程崩溃：{what}。',
  'Doris /profile page, {source}': 'Doris /profile 页面，{source}',
  'text of a Doris /profile page, {source}': 'Doris /profile 页面文本，{source}',
  'text of a memory profile, {source}': '内存 Profile 文本，{source}',
  'text of a RuntimeProfile': 'RuntimeProfile 文本',
  'messages of the kernel': '内核消息',
  'nothing that can be read': '无法读取的内容',
  'process profile (JSON)': 'process-profile（JSON）',
  '{count} process profiles (JSON)': '{count} 个 process-profile（JSON）',
  'log of a Doris backend, {what}': 'Doris BE 日志，{what}',
  'saved timeline of Memlane, version {version}, written by Memlane {tool}':
    'Memlane 保存的时间线，版本 {version}，由 Memlane {tool} 写入',
  'saved timeline of Memlane, version {version}': 'Memlane 保存的时间线，版本 {version}',
  'This is empty: there is nothing to read.': '内容为空：没有可读取的数据。',
  'There is nothing in this text.': '文本为空。',
  'There is nothing to read: the text is empty.': '没有可读取的数据：文本为空。',
  'Nothing was given to read.': '没有提供要读取的内容。',
  'This is gzipped twice. Only one layer is taken off: unpack it once and open the result.':
    '内容被 gzip 压缩了两次。只解一层：请先解压一次再打开。',
  'This looks like a binary file, not like a profile. Open a profile, a saved timeline or a Doris page.':
    '这看起来是二进制文件，不是 Profile。请打开 Profile、保存的时间线或 Doris 页面。',
  'This looks like {what}, not like a profile. Unpack it first.': '这看起来是{what}，不是 Profile。请先解压。',
  'This looks like {what}, not like a profile. Open a profile, a saved timeline or a Doris page.':
    '这看起来是{what}，不是 Profile。请打开 Profile、保存的时间线或 Doris 页面。',
  'This looks like {what}, not like a profile. Of pictures only those can be opened that Memlane saved with the data in them.':
    '这看起来是{what}，不是 Profile。图片只能打开由 Memlane 保存且内含数据的。',
  'a PNG image': 'PNG 图片',
  'a JPEG image': 'JPEG 图片',
  'a GIF image': 'GIF 图片',
  'a WebP image or other RIFF file': 'WebP 图片或其他 RIFF 文件',
  'a PDF document': 'PDF 文档',
  'a zip archive (or an Office document)': 'zip 压缩包（或 Office 文档）',
  'an empty zip archive': '空的 zip 压缩包',
  'a 7-Zip archive': '7-Zip 压缩包',
  'an xz archive': 'xz 压缩包',
  'a Zstandard archive': 'Zstandard 压缩包',
  'a tar archive': 'tar 包',
  'an SQLite database': 'SQLite 数据库',
  'This is a sign-in page with the title "{title}", not a profile. Sign in first, or give the gateway the credentials of the backend.':
    '这是标题为“{title}”的登录页面，不是 Profile。请先登录，或把 BE 的凭据提供给网关。',
  'This is a sign-in page, not a profile. Sign in first, or give the gateway the credentials of the backend.':
    '这是登录页面，不是 Profile。请先登录，或把 BE 的凭据提供给网关。',
  'This is a web page with the title "{title}", but not Doris\'s /profile page. Open the address of a backend\'s web port with /profile at its end.':
    '这是标题为“{title}”的网页，但不是 Doris 的 /profile 页面。请打开 BE 的 Web 端口地址，并以 /profile 结尾。',
  "This is a web page, but not Doris's /profile page. Open the address of a backend's web port with /profile at its end.":
    '这是网页，但不是 Doris 的 /profile 页面。请打开 BE 的 Web 端口地址，并以 /profile 结尾。',
  "This is Doris's page /mem_tracker, which only says that it moved. Open /profile of the same backend instead.":
    '这是 Doris 的 /mem_tracker 页面，只说明已迁移。请改为打开同一 BE 的 /profile。',
  'This JSON is a list, but not one of process profiles.': '此 JSON 是列表，但不是 process-profile 列表。',
  'This is an empty JSON list: there is no profile in it.': '这是空的 JSON 列表：其中没有 Profile。',
  'The JSON ends too early: it was cut off. Get it again, whole.': 'JSON 不完整：被截断。请重新获取完整内容。',
  'This is not whole JSON.': 'JSON 不完整。',
  'This is not JSON: {reason}.': '这不是 JSON：{reason}。',
  'This profile has version {version} of the format, and this Memlane reads up to version {newest}. Update Memlane to open it.':
    '此 Profile 的格式版本为 {version}，当前 Memlane 最高读取版本 {newest}。请升级 Memlane 后打开。',
  'This timeline has version {version}; this Memlane reads up to version {newest}. Open it with a newer Memlane.':
    '此时间线版本为 {version}；当前 Memlane 最高读取版本 {newest}。请用更新的 Memlane 打开。',
  'This is not a profile of Doris; it looks like {what}. Paste what a BE shows on /profile, or what it logs from "MemoryOverviewSnapshot:" on.':
    '这不是 Doris 的 Profile；看起来像{what}。请粘贴 BE 的 /profile 页面内容，或日志中 "MemoryOverviewSnapshot:" 之后的内容。',
  'plain text that begins with {start}': '以 {start} 开头的普通文本',
  'XML or HTML': 'XML 或 HTML',
  'a binary file': '二进制文件',
  'a log without a memory profile in it': '不含内存 Profile 的日志',
  "an allocator's statistics": '分配器的统计信息',
  'This is not a memory profile but another RuntimeProfile, such as a query profile: it is opened as a tree.':
    '这不是内存 Profile，而是其他 RuntimeProfile，例如查询 Profile：以树的形式打开。',
  'This has more than {size} MiB, the most that one profile may have. Only saved timelines and profiles one after the other may be longer.':
    '超过单个 Profile 的上限 {size} MiB。只有保存的时间线和逐个排列的 Profile 可以更大。',
  'The input has more than {size} GiB, which is the most that is read.': '输入超过可读取的上限 {size} GiB。',
  'This is gzipped, but nothing in it can be unpacked: it is damaged or cut off. Get it again, whole.':
    '这是 gzip，但无法解压出任何内容：已损坏或被截断。请重新获取完整内容。',
  'The gzipped data ends early or is damaged: what could be unpacked was read.': 'gzip 数据不完整或已损坏：已读取可解压的部分。',
  'The picture is not a whole PNG.': '图片不是完整的 PNG。',
  'Reading was cancelled.': '读取已取消。',
  'The timeline has no end line: it was cut off, or is still being written. Everything up to {time} was read.':
    '时间线没有结束行：被截断或仍在写入。已读取到 {time}。',
  'The timeline has no end line and no sample: it was cut off.': '时间线没有结束行，也没有样本：被截断。',
  'The last line is cut off; it was left out.': '最后一行被截断，已略去。',
  'This line is not JSON; it was left out.': '该行不是 JSON，已略去。',
  'This line is not a frame of a timeline; it was left out.': '该行不是时间线的帧，已略去。',
  'The page is cut off inside the profile: what came before was read.': '页面在 Profile 中间被截断：已读取之前的部分。',
  '"Memory Info" is not in this input: limits, water marks, options and the allocator are not known.':
    '输入中没有 "Memory Info"：上限、水位线、配置项和分配器信息未知。',
  'The text breaks off in the middle of this line; its first value was read, and what followed is missing.':
    '文本在该行中间中断；已读取第一个值，其后缺失。',
  'The text breaks off in the middle of this line; the line was left out, and what followed is missing.':
    '文本在该行中间中断；该行已略去，其后缺失。',
  'The section {name} is missing.': '缺少 {name} 一节。',
  '{name} is missing in the overview.': '概览中缺少 {name}。',
  'The group {name} is missing in {section}.': '{section} 中缺少 {name} 一组。',
  "The indentation is not Doris's own; the nesting was read from what stands further right than what.":
    '缩进不是 Doris 原样；已按左右位置推断嵌套。',
  'The indentation is damaged; the nesting was rebuilt from the order of the known sections.':
    '缩进已损坏；已按已知各节的顺序重建嵌套。',
  'The text does not say when it was taken: it stands at the time of reading.': '文本没有说明采集时间：取读取时间。',
  'The texts do not say when they were taken: they stand one second apart, in their order, from the time of reading on.':
    '文本没有说明采集时间：自读取时间起按顺序间隔一秒排列。',
  'The text does not say when it was written: what it says stands at the time of the file or of reading.':
    '文本没有说明写入时间：取文件时间或读取时间。',
  'The log does not say its time zone: UTC was assumed. Choose its offset from UTC if that is wrong.':
    '日志没有说明时区：按 UTC 处理。若不正确，请选择其 UTC 偏移。',
  'The kernel’s messages do not say the year: {year} was assumed, so that they end before the file was last changed or read.':
    '内核消息没有年份：假定为 {year} 年，使其不晚于文件最后修改或读取的时间。',
  'The kernel’s messages do not say their time zone: UTC was assumed. Choose its offset from UTC if that is wrong.':
    '内核消息没有说明时区：按 UTC 处理。若不正确，请选择其 UTC 偏移。',
  'The samples were numbered anew, in the order of time.': '样本已按时间顺序重新编号。',
  'Generation {source}: told by {why}.': '格式代次 {source}：依据 {why}。',
  'Version {version}: told by the foot of the page.': '版本 {version}：依据页脚。',
  'This line was not understood.': '该行未能读懂。',
  'This was not understood.': '未能读懂。',
  'This line is neither a node nor a counter; it was left out.': '该行既不是节点也不是计数器，已略去。',
  'The end of the jemalloc statistics is missing.': 'jemalloc 统计信息缺少结尾。',
  'Below "Memory Info" these parts are missing: {parts}.': '"Memory Info" 下缺少以下部分：{parts}。',
  'This looks like a log of a Doris backend ({lines}), but nothing in it says how memory is used: no status line, no memory profile, no GC. Open be.INFO or be.WARNING of the time in question.':
    '这看起来是 Doris BE 的日志（{lines}），但没有任何内存使用信息：没有状态行、内存 Profile 或 GC。请打开相应时间的 be.INFO 或 be.WARNING。',
  'no generation told': '未说明格式代次',
  'generation {source}': '格式代次 {source}',
  'messages about memory': '内存相关消息',
  'status lines': '状态行',
  'its sections, and nothing in them that later ones print': '其各节，且没有后续版本才打印的内容',
  'counters with a current value and a peak, or sections for metadata, caches or objects (3.0.4 and later)':
    '带当前值和峰值的计数器，或元数据、缓存、对象各节（3.0.4 及以上）',
  'JvmMemory as one figure': 'JvmMemory 为单个数值',
  'MemtableMemory, or the two parts of JvmMemory': 'MemtableMemory，或 JvmMemory 的两个部分',
  'the columns of the page /mem_tracker': '/mem_tracker 页面的列',
  'the columns of information_schema.backend_memory_tracker': 'information_schema.backend_memory_tracker 的列',
  'Full GC: freed {size} in {ms} ms': 'Full GC：释放 {size}，耗时 {ms} ms',
  'Minor GC: freed {size} in {ms} ms': 'Minor GC：释放 {size}，耗时 {ms} ms',
  '{lines}, from {from} to {to}: {samples} ({blocks} with a memory profile), {marks}; lines about other things were skipped.':
    '{lines}，{from} 至 {to}：{samples}（其中 {blocks} 个含内存 Profile），{marks}；与内存无关的行已跳过。',
  '{lines}: {samples} ({blocks} with a memory profile), {marks}; lines about other things were skipped.':
    '{lines}：{samples}（其中 {blocks} 个含内存 Profile），{marks}；与内存无关的行已跳过。',
  '{lines} of the kernel, {kills}; the others were skipped.': '内核消息 {lines}，{kills}；其余已跳过。',
  'In this generation "global" holds the caches and the metadata too; from P2 on they are counted by themselves. What has another name in newer versions says as what it was printed.':
    '在该格式代次中，"global" 也包含缓存和元数据；P2 起它们单独统计。新版本中改名的项会注明打印时的名称。',
  'Figures stand under the names that newer versions have for them, with the printed name beside them. "global" holds the caches and the metadata too here; from P2 on they are counted by themselves.':
    '数值列在新版本的名称之下，旁边注明打印时的名称。此处 "global" 也包含缓存和元数据；P2 起它们单独统计。',
  'In this wording of the status line "process memory used" is the resident memory (VmRSS).':
    '此种状态行中，"process memory used" 指常驻内存（VmRSS）。',
  '{rows} with a peak below what is in use, as Doris 1.2 prints them: both figures are kept as they are.':
    '{rows}的峰值低于当前值，Doris 1.2 即如此打印：两个数值都原样保留。',
  "Neither the lines nor the file's name say the year: {year} was assumed, so that the log ends before the file was last changed or read.":
    '日志行和文件名都没有年份：按 {year} 年处理，使日志不晚于文件的最后修改或读取时间。',
  "The lines do not say the year: {year} is taken from the file's name.": '日志行没有年份：按文件名取 {year} 年。',
  'The lines do not say the year: {year} is taken from the head of the file.': '日志行没有年份：按文件开头取 {year} 年。',
  '{name} says {text}, which contradicts itself: the bytes in brackets were taken.':
    '{name} 打印为 {text}，自相矛盾：以括号中的字节数为准。',
  'A number of the status line has a blank in it: it was read without.': '状态行中有数字夹着空格：已忽略空格读取。',
  'This row of a tracker breaks off: what came before was read.': '该 Tracker 行中断：已读取之前的部分。',
  'This row of a tracker breaks off before it says how much is in use: it was left out.':
    '该 Tracker 行在给出用量之前中断，已略去。',
  'This row breaks off: what came before was read.': '该行中断：已读取之前的部分。',
  'This row breaks off: it was left out.': '该行中断，已略去。',
  'This row has no figure that can be read: it was left out.': '该行没有可读取的数值，已略去。',
  'The text breaks off in this line.': '文本在该行中断。',
  'The text ends in the middle of a sentence: it breaks off here.': '文本在句子中间结束：在此中断。',
  'These lines of a profile belong to no section: they were left out.': '这些 Profile 行不属于任何一节，已略去。',
  'This message is longer than one can be: a part of it was left out.': '该消息超过长度上限，部分内容已略去。',
  "Figures contradict each other: the page says {size} in use, the allocator's text {other}. They are kept as printed.":
    '数值互相矛盾：页面称已用 {size}，分配器文本为 {other}。均按打印原样保留。',
  'Figures contradict each other: {what}; so it is in {samples}, this is the first. They are kept as printed.':
    '数值互相矛盾：{what}；共有 {samples} 如此，此为第一个。均按打印原样保留。',
  'Figures contradict each other: {what}. They are kept as printed.': '数值互相矛盾：{what}。均按打印原样保留。',
  'the untracked that is reported is off RSS − tracked by {size}': '上报的未跟踪与 RSS − 已跟踪相差 {size}',
  'the trackers of Global are off its total by {size}': 'Global 各 Tracker 之和与其合计相差 {size}',
  'the trackers of Metadata are off its total by {size}': 'Metadata 各 Tracker 之和与其合计相差 {size}',
  'the trackers of Cache are off its total by {size}': 'Cache 各 Tracker 之和与其合计相差 {size}',
  'in the status line "process memory used" is off VmRSS − jemalloc cache + reserved + waiting refresh by {size}':
    '状态行中 "process memory used" 与 VmRSS − jemalloc 缓存 + 预留 + 待刷新相差 {size}',
  '{count} metrics that are not about memory: left out.': '{count} 个与内存无关的指标，已略去。',
  'The clock goes back here, by {time}: what follows stands at the times that it says.':
    '时钟在此回拨 {time}：其后内容按所写时间排列。',
  'It begins in the middle of a message: that was put together with the end of {name}.':
    '开头是一条消息的中间：已与 {name} 的结尾拼接。',
  '{messages} also in another file, or twice in this one: counted once (same time, thread and place in the source).':
    '{messages}在另一文件中重复，或在本文件中出现两次：只计一次（时间、线程和源码位置相同）。',
  '{messages} about something that was marked less than a minute before: they are part of that mark.':
    '{messages}与一分钟内已标记的事情相同：归入该标记。',
  'dmesg -T computes its times from how long the machine has been running: they are right to a second at best, and late by as long as it slept. Shown as a band; give an offset if the log says another time.':
    'dmesg -T 的时间由主机运行时长推算：最多精确到秒，主机休眠多久就偏晚多久。以时间带显示；若日志给出其他时间，请设置偏移。',
  '{count} frame was out of order in time: sorted by it.': '{count} 帧时间顺序有误：已按时间排序。',
  '{count} frames were out of order in time: sorted by it.': '{count} 帧时间顺序有误：已按时间排序。',
  '{count} frame stands twice, at the same time and with the same content: counted once.':
    '{count} 帧重复（时间和内容相同）：只计一次。',
  '{count} frames stand twice, at the same time and with the same content: counted once.':
    '{count} 帧重复（时间和内容相同）：只计一次。',
  'A sample is of another process ({name}) than the first ones ({first}): they stand in one timeline together.':
    '有样本属于另一个进程（{name}），与最初的（{first}）不同：它们在同一时间线中。',
  'metrics of Doris': 'Doris 指标',
  'metrics of StarRocks': 'StarRocks 指标',
  'table backend_memory_tracker of {count} backend': '{count} 个 BE 的 backend_memory_tracker 表',
  'table backend_memory_tracker of {count} backends': '{count} 个 BE 的 backend_memory_tracker 表',
  'RuntimeProfile of Impala (JSON)': 'Impala 的 RuntimeProfile（JSON）',
  'page /mem_tracker of StarRocks': 'StarRocks 的 /mem_tracker 页面',
  'page /mem_tracker, {what}': '/mem_tracker 页面，{what}',
  'page /memz, {kind}': '/memz 页面，{kind}',
  'statistics of the allocator, {kind}': '分配器统计信息，{kind}',
  'no statistics of an allocator in it': '其中没有分配器统计信息',
  'rows with "Exceeded" or without a type (1.2-dev)': '带 "Exceeded" 或没有类型的行（1.2-dev）',
  'rows of type overview (2.1.5 to 3.0.3)': '类型为 overview 的行（2.1.5 至 3.0.3）',
  'a sum called "process" (1.2)': '名为 "process" 的总和（1.2）',
  'a row "sum of all trackers" (2.0 to 2.1.4)': '"sum of all trackers" 行（2.0 至 2.1.4）',
  'the wording of its status line (2.1.5 to 3.0.3)': '状态行的措辞（2.1.5 至 3.0.3）',
  'types of 1.2.0': '1.2.0 的类型',
  'rows of trackers; G2 prints the same ones, and what would tell them apart is missing':
    'Tracker 行；G2 打印的行与此相同，且缺少可以区分两者的内容',
  'the text of its sections': '其各节的文本',
  'Of {tasks} of this list the name was cut off: left out.': '此列表中有 {tasks}的名称被截断：已略去。',
  'This kill has no time of day, only the seconds since the machine started, or none: it was left out. Take the output of dmesg -T.':
    '此次杀死没有时刻，只有主机启动以来的秒数，或完全没有时间：已略去。请使用 dmesg -T 的输出。',
  'This is no whole metric: it was left out.': '这不是完整的指标：已略去。',
  'This looks like the page /mem_tracker, but there is no row of a tracker in it. Copy the page with its table.':
    '这看起来是 /mem_tracker 页面，但其中没有 Tracker 行。请连同表格复制整个页面。',
  'resident {rss} (anon-rss), virtual {virtual} (total-vm)': '常驻 {rss}（anon-rss），虚拟 {virtual}（total-vm）',
  // Counts, as parts of the sentences above.
  '{count} task': '{count} 个任务',
  '{count} tasks': '{count} 个任务',
  '{count} line': '{count} 行',
  '{count} lines': '{count} 行',
  '{count} sample': '{count} 个样本',
  '{count} samples': '{count} 个样本',
  '{count} mark': '{count} 个标记',
  '{count} marks': '{count} 个标记',
  '{count} row': '{count} 行',
  '{count} rows': '{count} 行',
  '{count} kill': '{count} 次杀死',
  '{count} kills': '{count} 次杀死',
  '{count} further message': '另有 {count} 条消息',
  '{count} further messages': '另有 {count} 条消息',
  '{count} message': '{count} 条消息',
  '{count} messages': '{count} 条消息',
}

/** A GC and what came of it, in as many parts as the log has. The longest come first: a hole would take in what follows. */
function sayGcs(): Catalogue {
  const parts: readonly (readonly [english: string, chinese: string])[] = [
    [': freed {freed} in {time}', '：释放 {freed}，用时 {time}'],
    [', cancelled {tasks} with {bytes}', '，取消 {tasks}，共 {bytes}'],
    [', {still} cancelled before had not ended yet', '，此前取消的 {still} 个尚未结束'],
    [', because {reason}', '，原因：{reason}'],
  ]
  const sentences: Record<string, string> = {}
  for (const name of ['Full GC', 'Minor GC', 'GC']) {
    for (let which = 2 ** parts.length - 1; which > 0; which--) {
      // The first part is the highest bit: what says more stands before what says less.
      const chosen = parts.filter((_, place) => which & (1 << (parts.length - 1 - place)))
      sentences[`${name}${chosen.map(([english]) => english).join('')}.`] =
        `${name}${chosen.map(([, chinese]) => chinese).join('')}。`
    }
  }
  return sentences
}
